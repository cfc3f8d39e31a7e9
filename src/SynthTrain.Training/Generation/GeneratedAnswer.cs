namespace SynthTrain.Training.Generation;

/// <summary>What a model said.</summary>
/// <param name="Ids">Tokens, the ending one not among them.</param>
/// <param name="Text">The text, special tokens left out.</param>
/// <param name="Finish">Why it ended.</param>
public sealed record GeneratedAnswer(IReadOnlyList<int> Ids, string Text, AnswerEnd Finish)
{
    /// <summary>Seconds until the first token.</summary>
    public TimeSpan FirstToken { get; init; }

    /// <summary>Seconds in all.</summary>
    public TimeSpan Duration { get; init; }
}
