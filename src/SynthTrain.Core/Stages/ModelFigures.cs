using SynthTrain.Core.Spending;

namespace SynthTrain.Core.Stages;

/// <summary>What one model was asked, and what it cost.</summary>
/// <param name="Model">The model, as the provider names it.</param>
/// <param name="Requests">Requests sent, those that were tried again included.</param>
/// <param name="InputTokens">Tokens sent.</param>
/// <param name="OutputTokens">Tokens received.</param>
/// <param name="Cost">US dollars; null when no price is known.</param>
public sealed record ModelFigures(string Model, long Requests, long InputTokens, long OutputTokens, decimal? Cost)
{
    /// <summary>Figures of each model, sorted by name.</summary>
    public static IReadOnlyList<ModelFigures> Of(IReadOnlyDictionary<string, SpendTotals> totals) =>
        [.. totals.OrderBy(model => model.Key, StringComparer.Ordinal).Select(model => new ModelFigures(model.Key, model.Value.Requests, model.Value.InputTokens, model.Value.OutputTokens, model.Value.KnownCost))];

    /// <summary>In words, such as <c>gpt-5-mini: 12 requests, 3400 tokens in, 900 out, $0.0027</c>.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Model}: {Requests} requests, {InputTokens} tokens in, {OutputTokens} out, {Dollars.Text(Cost)}");
}
