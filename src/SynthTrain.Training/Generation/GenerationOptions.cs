namespace SynthTrain.Training.Generation;

/// <summary>How an answer is drawn. The order is that of transformers: repetition penalty, temperature, top-k, top-p, min-p.</summary>
public sealed record GenerationOptions
{
    /// <summary>The most tokens of an answer.</summary>
    public int MaxTokens { get; init; } = 256;

    /// <summary>0 takes the likeliest token; else logits are divided by it.</summary>
    public double Temperature { get; init; }

    /// <summary>Only the k likeliest tokens (and ties with the last of them); 0 = all.</summary>
    public int TopK { get; init; }

    /// <summary>Only the likeliest tokens whose probabilities reach this sum; 1 = all.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Only tokens at least this times as likely as the likeliest; 0 = all.</summary>
    public double MinP { get; init; }

    /// <summary>Divides positive and multiplies negative logits of tokens that were there before; 1 = off.</summary>
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>The seed of the draw.</summary>
    public long Seed { get; init; }

    /// <summary>Of several answers made together, the seed of each by its place; <see langword="null"/> = <see cref="Seed"/> for all.</summary>
    public IReadOnlyList<long>? Seeds { get; init; }

    /// <summary>Texts at which an answer ends; they are not part of it.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>Is given the answer's text piece by piece as soon as it is certain; the pieces are the text.</summary>
    public Action<string>? Received { get; init; }

    /// <summary>What holds for one of several answers.</summary>
    internal GenerationOptions Of(int index) => Seeds is null ? this : this with { Seed = Seeds[index], Seeds = null };
}
