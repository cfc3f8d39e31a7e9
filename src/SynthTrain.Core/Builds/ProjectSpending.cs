using System.Globalization;
using SynthTrain.Core.Spending;

namespace SynthTrain.Core.Builds;

/// <summary>What a project has spent since the count began, against its limits.</summary>
/// <param name="Requests">Requests, every attempt counted.</param>
/// <param name="Tokens">Tokens in and out.</param>
/// <param name="Cost">US dollars; null when a request has no price.</param>
/// <param name="HeldRequests">Requests under way, or of builds that were killed.</param>
/// <param name="HeldCost">US dollars that these can still come to.</param>
/// <param name="Limits">What may be spent.</param>
public sealed record ProjectSpending(long Requests, long Tokens, decimal? Cost, long HeldRequests, decimal HeldCost, SpendLimits Limits)
{
    /// <summary>The figures of a ledger; null when nothing is spent and nothing limited.</summary>
    public static ProjectSpending? Of(SpendBook book, SpendLimits limits)
    {
        var (spent, held) = (book.TotalSpent, book.TotalHeld);
        return spent.Requests + held.Requests == 0 && !limits.Any
            ? null
            : new ProjectSpending(spent.Requests, spent.Tokens, spent.KnownCost, held.Requests, held.Cost, limits);
    }

    /// <summary>In words, such as <c>spent since the count began: $0.12 of $2.00, 120 requests, 45000 tokens</c>.</summary>
    public override string ToString()
    {
        var culture = CultureInfo.InvariantCulture;
        var cost = Limits.MaxCost is { } dollars ? $"{Dollars.Text(Cost)} of {Dollars.Text(dollars)}" : Dollars.Text(Cost);
        var text = string.Create(culture, $"spent since the count began: {cost}, {Of(Requests, Limits.MaxRequests)} requests, {Of(Tokens, Limits.MaxTokens)} tokens");
        return HeldRequests > 0 ? string.Create(culture, $"{text}; up to {Dollars.Text(HeldCost)} more for {HeldRequests} requests without an end") : text;
    }

    private static string Of(long number, long? limit) =>
        limit is { } most ? string.Create(CultureInfo.InvariantCulture, $"{number} of {most}") : number.ToString(CultureInfo.InvariantCulture);
}
