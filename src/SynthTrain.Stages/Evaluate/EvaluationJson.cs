using System.Globalization;
using System.Text.Json.Nodes;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.Sets;
using SynthTrain.Training.Evaluation.Gate;
using SynthTrain.Training.Evaluation.Scoring;

namespace SynthTrain.Stages.Evaluate;

/// <summary>Writes <c>evaluation.json</c>: every figure but times; those of the first set stand at the top, as the gate's do.</summary>
internal static class EvaluationJson
{
    /// <summary>Writes it.</summary>
    public static void Write(StageContext context, EvaluationOutcome outcome) => JsonReport.Write(context, "evaluation", new JsonObject
    {
        ["set"] = outcome.Sets[0].Name,
        ["rows"] = outcome.Sets[0].Rows.Rows.Count,
        ["rejected"] = JsonReport.Counts(outcome.Sets[0].RejectedByReason),
        ["failed"] = outcome.Sets[0].FailedRows,
        ["constrained"] = outcome.Options.Constrained == Constraining.Both ? "both" : outcome.Options.Constrained == Constraining.Held,
        ["max_tokens"] = outcome.Options.MaxTokens,
        ["sources"] = Sources(outcome.Sets[0]),
        ["other_sets"] = new JsonArray([.. outcome.Sets.Skip(1).Select(set => new JsonObject
        {
            ["set"] = set.Name,
            ["rows"] = set.Rows.Rows.Count,
            ["rejected"] = JsonReport.Counts(set.RejectedByReason),
            ["failed"] = set.FailedRows,
            ["sources"] = Sources(set),
        })]),
        ["gate"] = outcome.Steps.Count == 0 ? null : new JsonObject
        {
            ["reference"] = outcome.Steps[0].Reference.Source,
            ["steps"] = new JsonArray([.. outcome.Steps.Select(step => Step(step, outcome.Options.Bounds))]),
        },
    });

    private static JsonArray Sources(EvaluationSet set) => new([.. set.Sources.Select(source => Source(source.Summary))]);

    private static JsonObject Source(SourceSummary source)
    {
        var json = new JsonObject { ["source"] = source.Source, ["rows"] = source.Rows, ["failed"] = source.Failed, ["cut"] = source.Cut, ["exact_match"] = Of(source.Exact) };
        foreach (var (name, share) in new[] { ("json_match", source.JsonMatch), ("valid_json", source.ValidJson), ("valid_schema", source.ValidSchema) })
        {
            if (share.Total > 0)
                json[name] = Of(share);
        }

        if (source.Fields.Count > 0)
            json["fields"] = new JsonObject([.. source.Fields.Select(field => new KeyValuePair<string, JsonNode?>(field.Key, Of(field.Value)))]);
        if (source.Likelihood is { } likelihood)
            (json["perplexity"], json["mean_nll"], json["tokens"]) = (Rounded(likelihood.Perplexity), Rounded(likelihood.Mean), likelihood.Tokens);
        return json;
    }

    private static JsonObject Step(GateStep step, GateBounds bounds)
    {
        string[] names = step.Type is { } type ? [step.Name, type] : [step.Name];
        return new()
        {
            ["step"] = step.Name,
            ["type"] = step.Type,
            ["max_logit"] = Rounded(step.MaxLogit),
            ["mean_logit"] = Rounded(step.MeanLogit),
            ["max_log_probability"] = Rounded(step.MaxLogProbability),
            ["mean_log_probability"] = Rounded(step.MeanLogProbability),
            ["perplexity"] = Rounded(step.Summary.Likelihood!.Perplexity),
            ["perplexity_rise"] = Rounded(step.PerplexityRise),
            ["exact_match"] = Rounded(step.Summary.Exact.Value),
            ["exact_match_rise"] = Rounded(step.ExactMatchRise),
            ["valid_json"] = step.ValidJsonRise is null ? null : Rounded(step.Summary.ValidJson.Value),
            ["valid_json_rise"] = step.ValidJsonRise is { } rise ? Rounded(rise) : null,
            ["tokens_compared"] = step.TokensCompared,
            ["rows_tokenized_otherwise"] = step.RowsTokenizedOtherwise,
            ["bounds"] = new JsonObject
            {
                ["logits"] = bounds.Logits?.For(names),
                ["perplexity"] = bounds.Perplexity?.For(names),
                ["exact_match"] = bounds.ExactMatch?.For(names),
            },
        };
    }

    private static JsonObject Of(Share share) => new() { ["correct"] = share.Correct, ["total"] = share.Total, ["share"] = Rounded(share.Value) };

    /// <summary>Nine digits: what float32 arithmetic can mean.</summary>
    private static JsonValue Rounded(double value) =>
        double.IsFinite(value) ? JsonValue.Create(double.Parse(value.ToString("G9", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)) : JsonValue.Create(value.ToString(CultureInfo.InvariantCulture));
}
