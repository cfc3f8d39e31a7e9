using System.Globalization;
using SynthTrain.Training.Evaluation.Gate;
using SynthTrain.Training.Evaluation.Scoring;

namespace SynthTrain.Stages.Evaluate;

/// <summary>What the console shows.</summary>
internal static class EvaluationFigures
{
    private static readonly string[] s_commandFields = ["command", "subcommand", "args", "flags", "missing"];

    /// <summary>A line for each source of each set and each step of the gate.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(EvaluationOutcome outcome) =>
    [
        .. outcome.Sets.SelectMany(set => set.Sources.Select(source => new KeyValuePair<string, string>(outcome.Sets.Count == 1 ? source.Summary.Source : $"{set.Name}: {source.Summary.Source}", Text(source.Summary)))),
        .. outcome.Steps.Select(step => new KeyValuePair<string, string>($"gate {step.Name}", Text(step))),
    ];

    /// <summary>How long answers took.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Latencies(EvaluationOutcome outcome) =>
    [
        .. from source in outcome.Sets[0].Sources
           let figures = source.Run.Latency
           where figures is not null
           select new KeyValuePair<string, string>($"latency of {source.Summary.Source}, {(source.Run.Concurrency == 1 ? "one row" : $"{source.Run.Concurrency} rows")} at a time", figures.ToString()),
    ];

    private static string Text(SourceSummary source)
    {
        var parts = new List<string> { $"exact match {source.Exact}" };
        Add("JSON equal", source.JsonMatch);
        var fields = source.Fields.ToDictionary(field => field.Key, field => field.Value, StringComparer.Ordinal);
        if (fields.ContainsKey("command"))
        {
            foreach (var name in s_commandFields)
                Add($"{name} accuracy", fields.GetValueOrDefault(name));
        }

        Add("invalid JSON rate", new Share(source.ValidJson.Total - source.ValidJson.Correct, source.ValidJson.Total));
        Add("valid by schema", source.ValidSchema);
        if (source.Likelihood is { } likelihood)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"perplexity {likelihood.Perplexity:0.000000}"));
        if (source.Cut > 0)
            parts.Add($"{source.Cut} cut at the most tokens");
        if (source.Failed > 0)
            parts.Add($"{source.Failed} of {source.Rows} rows failed");
        return string.Join(", ", parts);

        void Add(string name, Share share)
        {
            if (share.Total > 0)
                parts.Add($"{name} {share}");
        }
    }

    private static string Text(GateStep step) => string.Create(
        CultureInfo.InvariantCulture,
        $"|Δ logit| max {step.MaxLogit:0.0000} mean {step.MeanLogit:0.0000}, |Δ ln p| max {step.MaxLogProbability:0.0000} mean {step.MeanLogProbability:0.0000}, perplexity {step.Summary.Likelihood!.Perplexity:0.000000} ({Percent.Rise(step.PerplexityRise, 4)}), exact match {step.Summary.Exact.Value * 100:0.00} % ({Percent.Rise(step.ExactMatchRise, 2)}){ValidJson(step)}{(step.RowsTokenizedOtherwise > 0 ? $", {step.RowsTokenizedOtherwise} rows have other tokens" : "")}");

    private static string ValidJson(GateStep step) => step.ValidJsonRise is { } rise
        ? string.Create(CultureInfo.InvariantCulture, $", valid JSON {step.Summary.ValidJson.Value * 100:0.00} % ({Percent.Rise(rise, 2)})")
        : "";
}
