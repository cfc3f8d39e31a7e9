namespace SynthTrain.Teachers.Money;

/// <summary>The most that requests can cost.</summary>
/// <param name="Model">The model, as the price table names it.</param>
/// <param name="Requests">How many; above 1 for a batch job.</param>
/// <param name="InputTokens">Tokens of the prompts, an upper bound.</param>
/// <param name="OutputTokens">Tokens that the replies may have.</param>
/// <param name="IsBatch">Whether the batch price holds.</param>
public readonly record struct SpendEstimate(string Model, long Requests, long InputTokens, long OutputTokens, bool IsBatch = false)
{
    /// <summary>The most US dollars of all of them, when they were priced one by one: a long prompt costs more a token. Null when the sums are to be priced.</summary>
    public decimal? Cost { get; init; }
}
