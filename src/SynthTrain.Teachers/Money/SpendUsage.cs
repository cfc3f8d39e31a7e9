namespace SynthTrain.Teachers.Money;

/// <summary>What requests came to.</summary>
/// <param name="InputTokens">Tokens of the prompts, as the provider counts.</param>
/// <param name="OutputTokens">Tokens of the replies.</param>
/// <param name="Cost">US dollars; null when no price is known.</param>
public readonly record struct SpendUsage(long InputTokens, long OutputTokens, decimal? Cost)
{
    /// <summary>Not charged.</summary>
    public static SpendUsage Nothing => new(0, 0, 0);

    /// <summary>Given up before it was sent: neither charged nor a request.</summary>
    public static SpendUsage Unsent => Nothing with { IsSent = false };

    /// <summary>Whether it was sent.</summary>
    public bool IsSent { get; init; } = true;
}
