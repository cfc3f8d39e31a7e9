namespace SynthTrain.Teachers.Money;

/// <summary>What requests came to.</summary>
/// <param name="InputTokens">Tokens of the prompts, as the provider counts.</param>
/// <param name="OutputTokens">Tokens of the replies.</param>
/// <param name="Cost">US dollars; null when no price is known.</param>
public readonly record struct SpendUsage(long InputTokens, long OutputTokens, decimal? Cost)
{
    /// <summary>Not charged.</summary>
    public static SpendUsage Nothing => new(0, 0, 0);
}
