namespace SynthTrain.Core.Spending;

/// <summary>What requests came to, or can come to.</summary>
/// <param name="Requests">Requests, every attempt counted.</param>
/// <param name="InputTokens">Tokens of the prompts.</param>
/// <param name="OutputTokens">Tokens of the replies.</param>
/// <param name="Cost">US dollars of those that have a price.</param>
/// <param name="Unpriced">Requests that no price is known for.</param>
public readonly record struct SpendTotals(long Requests, long InputTokens, long OutputTokens, decimal Cost, long Unpriced)
{
    /// <summary>Tokens in and out.</summary>
    public long Tokens => InputTokens + OutputTokens;

    /// <summary>US dollars; null when a request has no price.</summary>
    public decimal? KnownCost => Unpriced == 0 ? Cost : null;

    /// <summary>Both together.</summary>
    public static SpendTotals operator +(SpendTotals a, SpendTotals b) =>
        new(a.Requests + b.Requests, a.InputTokens + b.InputTokens, a.OutputTokens + b.OutputTokens, a.Cost + b.Cost, a.Unpriced + b.Unpriced);

    /// <summary>The first without the second.</summary>
    public static SpendTotals operator -(SpendTotals a, SpendTotals b) =>
        new(a.Requests - b.Requests, a.InputTokens - b.InputTokens, a.OutputTokens - b.OutputTokens, a.Cost - b.Cost, a.Unpriced - b.Unpriced);
}
