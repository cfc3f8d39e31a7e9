namespace SynthTrain.Core.Teachers;

/// <summary>A teacher's answer.</summary>
/// <param name="Text">The answer as it came.</param>
/// <param name="Model">The model that answered, as the provider names it.</param>
/// <param name="FinishReason"><c>stop</c>, <c>length</c>, <c>content_filter</c>, <c>refusal</c>, or what the provider says.</param>
/// <param name="InputTokens">Tokens of the request, 0 when the provider does not say.</param>
/// <param name="OutputTokens">Tokens of the reply, 0 when the provider does not say.</param>
/// <param name="Cost">US dollars; null when no price is known.</param>
public sealed record TeacherReply(
    string Text,
    string Model,
    string FinishReason,
    int InputTokens,
    int OutputTokens,
    decimal? Cost = null)
{
    /// <summary>Whether it was answered before: nothing was sent or paid now.</summary>
    public bool Cached { get; init; }

    /// <summary>Tokens of <see cref="InputTokens"/> that the provider had in its prompt cache, which it charges less for; 0 when it does not say.</summary>
    public int CachedInputTokens { get; init; }

    /// <summary>Whether <see cref="Text"/> was cut out of a code fence or of prose around it.</summary>
    public bool Repaired { get; init; }

    /// <summary>Whether <see cref="Text"/> is the answer to a correction turn.</summary>
    public bool Corrected { get; init; }

    /// <summary>Why the answer is bad: a short stable word such as <c>schema</c>. The row that asked is rejected for it; null for an answer that stages may judge.</summary>
    public string? Rejection { get; init; }

    /// <summary>What a person needs to see why it is bad.</summary>
    public string? RejectionDetail { get; init; }

    /// <summary>Models that were asked before this one and why they did not answer, such as <c>gpt-5-mini: overloaded</c>; empty for the first model's answer.</summary>
    public IReadOnlyList<string> FellBackFrom { get; init; } = [];
}
