namespace SynthTrain.Training.Configuration;

/// <summary>How a run goes through its data: what supervised fine-tuning and preferences share. Names and defaults are those of transformers' <c>TrainingArguments</c> unless said.</summary>
public sealed record RunOptions
{
    /// <summary><c>num_train_epochs</c>; may be a fraction.</summary>
    public double Epochs { get; init; } = 3;

    /// <summary><c>max_steps</c>; above 0 it replaces <see cref="Epochs"/>.</summary>
    public int MaxSteps { get; init; }

    /// <summary><c>per_device_train_batch_size</c>: rows that go through the model at once.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary><c>per_device_eval_batch_size</c>.</summary>
    public int EvaluationBatchSize { get; init; } = 8;

    /// <summary><c>gradient_accumulation_steps</c>: micro-batches of one optimizer step.</summary>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary><c>learning_rate</c>: the peak.</summary>
    public double LearningRate { get; init; } = 5e-5;

    /// <summary><c>lr_scheduler_type</c>: <c>linear</c>, <c>cosine</c>, <c>constant</c>, <c>constant_with_warmup</c>, <c>cosine_with_min_lr</c>.</summary>
    public string Schedule { get; init; } = "linear";

    /// <summary><c>warmup_ratio</c>, or <c>warmup_steps</c> below 1: the share of all steps in which the rate rises.</summary>
    public double WarmupRatio { get; init; }

    /// <summary><c>warmup_steps</c> of 1 and more; comes before <see cref="WarmupRatio"/>.</summary>
    public int WarmupSteps { get; init; }

    /// <summary><c>lr_scheduler_kwargs.min_lr_rate</c>: the lowest rate of <c>cosine_with_min_lr</c>, as a share of the peak.</summary>
    public double MinRateShare { get; init; }

    /// <summary><c>weight_decay</c>; biases and norms have none.</summary>
    public double WeightDecay { get; init; }

    /// <summary><c>adam_beta1</c>.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary><c>adam_beta2</c>.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary><c>adam_epsilon</c>.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary><c>max_grad_norm</c>; 0 does not clip.</summary>
    public double MaxGradNorm { get; init; } = 1;

    /// <summary><c>seed</c>: order of rows, dropout, first weights of adapters.</summary>
    public long Seed { get; init; } = 42;

    /// <summary><c>logging_steps</c>.</summary>
    public int LoggingSteps { get; init; } = 10;

    /// <summary><c>eval_steps</c>; 0 evaluates at the end of each epoch.</summary>
    public int EvaluationSteps { get; init; }

    /// <summary><c>save_steps</c>; 0 lets time decide: a checkpoint a minute, and one at the end of each epoch, as long as saving takes no more than a twentieth of the time.</summary>
    public int SaveSteps { get; init; }

    /// <summary><c>save_total_limit</c>: checkpoints kept besides the best; default 2, so that a torn one is not the last.</summary>
    public int SaveTotalLimit { get; init; } = 2;

    /// <summary><c>load_best_model_at_end</c>: what is written is the checkpoint with the lowest validation loss.</summary>
    public bool LoadBest { get; init; }

    /// <summary><c>early_stopping_patience</c>: evaluations without an improvement; 0 never stops early.</summary>
    public int EarlyStoppingPatience { get; init; }

    /// <summary><c>early_stopping_threshold</c>: what counts as an improvement.</summary>
    public double EarlyStoppingThreshold { get; init; }

    /// <summary><c>gradient_checkpointing</c>: blocks are computed again in the backward pass; less memory, a third more time.</summary>
    public bool GradientCheckpointing { get; init; }

    /// <summary><c>bf16</c>: how weights lie on a GPU; <see langword="null"/> = yes for a LoRA base, no for weights that learn. The processor computes in float32.</summary>
    public bool? Brain16 { get; init; }

    /// <summary><c>logging.report_to</c>: <c>none</c>, <c>tensorboard</c>, <c>wandb</c>.</summary>
    public string ReportTo { get; init; } = "none";

    /// <summary><c>logging.project</c>: wandb's project.</summary>
    public string? Project { get; init; }

    /// <summary><c>logging.config.*</c>: fields of one's own that go with the run to wandb.</summary>
    public IReadOnlyDictionary<string, string> ReportFields { get; init; } = new Dictionary<string, string>();
}
