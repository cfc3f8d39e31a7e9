namespace SynthTrain.Training.Configuration;

/// <summary>Supervised fine-tuning as <c>sft_config.yaml</c> or <c>train_lora.yaml</c> says it, properties laid over it.</summary>
public sealed record SftOptions
{
    /// <summary><c>model.name</c>: a Hugging Face folder, a GGUF, a hub id, or <c>scratch</c>.</summary>
    public required string Base { get; init; }

    /// <summary>Epochs, rates, checkpoints.</summary>
    public RunOptions Run { get; init; } = new();

    /// <summary>The adapter; <see langword="null"/> trains all weights (<c>use_lora: false</c>).</summary>
    public LoraOptions? Lora { get; init; }

    /// <summary>The model made for <c>model.name: scratch</c>.</summary>
    public ScratchOptions? Scratch { get; init; }

    /// <summary><c>model.chat_template</c>: the name of a built-in template that replaces the base model's own; <see langword="null"/> keeps that. For a model from scratch see <see cref="ScratchOptions.Template"/>.</summary>
    public string? Template { get; init; }

    /// <summary><c>data.max_seq_length</c>: tokens of a row.</summary>
    public int MaxLength { get; init; } = 2048;

    /// <summary><c>data.overlong</c>: what happens to longer rows.</summary>
    public OverlongPolicy Overlong { get; init; } = OverlongPolicy.Fail;

    /// <summary><c>data.packing</c>: rows are put together up to <see cref="MaxLength"/>, and none sees another.</summary>
    public bool Packing { get; init; }

    /// <summary><c>data.packing_strategy</c>: <c>bfd</c>, <c>bfd_split</c>, <c>wrapped</c>.</summary>
    public PackingStrategy PackingStrategy { get; init; }

    /// <summary><c>data.train_on</c>: <c>assistant</c> learns the assistant's turns with their ends, <c>completion</c> what stands behind the prompt, <c>all</c> every token.</summary>
    public TrainedPart TrainOn { get; init; }
}
