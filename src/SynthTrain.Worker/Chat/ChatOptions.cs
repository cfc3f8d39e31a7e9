using SynthTrain.Training.Generation;

namespace SynthTrain.Worker.Chat;

/// <summary>How a model is talked to.</summary>
internal sealed record ChatOptions
{
    /// <summary>How answers are drawn.</summary>
    public required GenerationOptions Generation { get; init; }

    /// <summary>Whether earlier turns stay in what the model sees; by default each line is a conversation of its own.</summary>
    public bool Keep { get; init; }

    /// <summary>Whether times are told after each answer.</summary>
    public bool Stats { get; init; }

    /// <summary>Whether a person types: only then is a sign shown that a line is waited for.</summary>
    public bool Prompt { get; init; }
}
