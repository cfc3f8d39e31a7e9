namespace SynthTrain.Training.Configuration;

/// <summary>Reads what every run has: <c>training.*</c> and <c>logging.*</c> under the names of transformers' <c>TrainingArguments</c>.</summary>
internal static class RunReader
{
    private static readonly string[] s_schedules = ["linear", "cosine", "constant", "constant_with_warmup", "cosine_with_min_lr"];
    private static readonly string[] s_reports = ["none", "tensorboard", "wandb"];
    private static readonly Bounds s_positive = new(0, 1) { Above = true };
    private static readonly Bounds s_beta = new(0, 1) { Below = true };

    public static RunOptions Read(ConfigKeys keys, RunOptions defaults) => Logging(keys, Checkpoints(keys, Optimizer(keys, Rate(keys, Length(keys, defaults)))));

    private static RunOptions Length(ConfigKeys keys, RunOptions run) => run with
    {
        Epochs = keys.Number(run.Epochs, new(0, 1_000_000) { Above = true }, "training.num_train_epochs"),
        MaxSteps = Math.Max(0, keys.Whole(run.MaxSteps, new(-1, int.MaxValue), "training.max_steps")),
        BatchSize = keys.Whole(run.BatchSize, Bounds.Count, "training.per_device_train_batch_size"),
        EvaluationBatchSize = keys.Whole(run.EvaluationBatchSize, Bounds.Count, "training.per_device_eval_batch_size"),
        AccumulationSteps = keys.Whole(run.AccumulationSteps, Bounds.Count, "training.gradient_accumulation_steps"),
        Seed = keys.Whole((int)run.Seed, Bounds.CountOrNone, "training.seed"),
        GradientCheckpointing = keys.Flag("training.gradient_checkpointing") ?? run.GradientCheckpointing,
        Brain16 = keys.Flag("training.bf16") ?? run.Brain16,
    };

    private static RunOptions Rate(ConfigKeys keys, RunOptions run)
    {
        // transformers 5: a number of steps below 1 is a share of all steps.
        var steps = keys.Number(0, Bounds.CountOrNone, "training.warmup_steps");
        var schedule = keys.Choice(run.Schedule, s_schedules, "training.lr_scheduler_type");
        var least = keys.Find("training.lr_scheduler_kwargs.min_lr_rate");
        if (least is not null && schedule != "cosine_with_min_lr")
            keys.Fault(least, $"'{least.Name}' belongs to the schedule 'cosine_with_min_lr', and 'training.lr_scheduler_type' is '{schedule}'; change one of them.");
        return run with
        {
            LearningRate = keys.Number(run.LearningRate, s_positive, "training.learning_rate"),
            Schedule = schedule,
            WarmupRatio = steps is > 0 and < 1 ? steps : keys.Number(run.WarmupRatio, Bounds.Share, "training.warmup_ratio"),
            WarmupSteps = steps < 1 ? 0 : (int)steps,
            MinRateShare = keys.Number(run.MinRateShare, Bounds.Share, "training.lr_scheduler_kwargs.min_lr_rate"),
        };
    }

    private static RunOptions Optimizer(ConfigKeys keys, RunOptions run) => run with
    {
        WeightDecay = keys.Number(run.WeightDecay, Bounds.Share, "training.weight_decay"),
        Beta1 = keys.Number(run.Beta1, s_beta, "training.adam_beta1"),
        Beta2 = keys.Number(run.Beta2, s_beta, "training.adam_beta2"),
        Epsilon = keys.Number(run.Epsilon, s_positive, "training.adam_epsilon"),
        MaxGradNorm = keys.Number(run.MaxGradNorm, Bounds.CountOrNone, "training.max_grad_norm"),
    };

    private static RunOptions Checkpoints(ConfigKeys keys, RunOptions run) => run with
    {
        EvaluationSteps = keys.Whole(run.EvaluationSteps, Bounds.CountOrNone, "training.eval_steps"),
        SaveSteps = keys.Whole(run.SaveSteps, Bounds.CountOrNone, "training.save_steps"),
        SaveTotalLimit = keys.Whole(run.SaveTotalLimit, Bounds.Count, "training.save_total_limit"),
        LoadBest = keys.Flag("training.load_best_model_at_end") ?? run.LoadBest,
        EarlyStoppingPatience = keys.Whole(run.EarlyStoppingPatience, Bounds.CountOrNone, "training.early_stopping_patience"),
        EarlyStoppingThreshold = keys.Number(run.EarlyStoppingThreshold, Bounds.CountOrNone, "training.early_stopping_threshold"),
    };

    private static RunOptions Logging(ConfigKeys keys, RunOptions run) => run with
    {
        LoggingSteps = keys.Whole(run.LoggingSteps, Bounds.Count, "logging.logging_steps", "training.logging_steps"),
        ReportTo = keys.Choice(run.ReportTo, s_reports, "logging.report_to", "training.report_to"),
        Project = keys.Text("logging.project") ?? run.Project,
        ReportFields = keys.Fields("logging.config"),
    };
}
