using System.Globalization;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Spending;

namespace SynthTrain.Teachers.Money;

/// <summary>Says which limit the next request would cross, by how much, and how to go on.</summary>
internal static class BudgetMessage
{
    public static Diagnostic Of(SpendLimits limits, in SpendTotals spent, in SpendTotals held, in SpendTotals next, string model)
    {
        var (name, limit, was, open, more, raised) = Crossed(limits, spent, held, next);
        var text = $"{name} is {limit}: {was} spent since the count began, {open} held for {held.Requests.ToString(CultureInfo.InvariantCulture)} requests under way, and the next request to '{model}' can come to {more}. It was not sent; answers are kept. Build again with -p:{name}={raised} or more to go on.";
        return Diagnostic.Error(Codes.BudgetReached, text);
    }

    private static (string Name, string Limit, string Spent, string Held, string Next, string Raised) Crossed(SpendLimits limits, in SpendTotals spent, in SpendTotals held, in SpendTotals next)
    {
        if (spent.Cost + next.Cost > limits.MaxCost)
            return ("SynthMaxCost", Dollars.Text(limits.MaxCost.Value), Dollars.Text(spent.Cost), Dollars.Text(held.Cost), Dollars.Text(next.Cost), Dollars.Text(Math.Ceiling((spent.Cost + next.Cost) * 200) / 100)[1..]);
        return spent.Requests + held.Requests + next.Requests > limits.MaxRequests
            ? ("SynthMaxRequests", Text(limits.MaxRequests.Value), Text(spent.Requests), Text(held.Requests), Text(next.Requests), Text((spent.Requests + held.Requests + next.Requests) * 2))
            : ("SynthMaxTokens", Text(limits.MaxTokens!.Value), Text(spent.Tokens), Text(held.Tokens), Text(next.Tokens), Text((spent.Tokens + next.Tokens) * 2));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
