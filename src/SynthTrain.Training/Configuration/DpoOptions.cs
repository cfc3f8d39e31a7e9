namespace SynthTrain.Training.Configuration;

/// <summary>Direct preference optimisation (Rafailov et al., 2023) as <c>dpo_config.yaml</c> says it, properties laid over it. Names and meanings are TRL's.</summary>
public sealed record DpoOptions
{
    /// <summary>The fine-tuned model that is the start and the reference: <c>model.name</c>, which a build replaces by the folder that its own fine-tuning wrote.</summary>
    public required string Base { get; init; }

    /// <summary>Epochs, rates, checkpoints.</summary>
    public RunOptions Run { get; init; } = new() { Epochs = 1, LearningRate = 1e-6 };

    /// <summary>The adapter; <see langword="null"/> trains all weights.</summary>
    public LoraOptions? Lora { get; init; }

    /// <summary><c>beta</c>: how dear it is to leave the reference.</summary>
    public double Beta { get; init; } = 0.1;

    /// <summary><c>loss_type</c>, one or several: <c>sigmoid</c>, <c>hinge</c>, <c>ipo</c>, <c>robust</c>, <c>sft</c>.</summary>
    public IReadOnlyList<string> LossTypes { get; init; } = ["sigmoid"];

    /// <summary><c>loss_weights</c>, one for each loss; default 1 each.</summary>
    public IReadOnlyList<double> LossWeights { get; init; } = [];

    /// <summary><c>label_smoothing</c>: the share of pairs taken to be the wrong way round; <c>robust</c> uses it.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary><c>max_length</c>: tokens of prompt and answer.</summary>
    public int MaxLength { get; init; } = 1024;

    /// <summary><c>data.overlong</c>: what happens to longer pairs.</summary>
    public OverlongPolicy Overlong { get; init; } = OverlongPolicy.Fail;
}
