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
}
