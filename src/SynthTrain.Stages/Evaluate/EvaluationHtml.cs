using System.Globalization;
using System.Net;
using System.Text;
using SynthTrain.Core.Stages;
using SynthTrain.Training.Evaluation.Gate;
using SynthTrain.Training.Evaluation.Scoring;

namespace SynthTrain.Stages.Evaluate;

/// <summary>Writes <c>evaluation.html</c>: the tables, and answers that are not as expected. One file without scripts; everything that comes from data is escaped.</summary>
internal static class EvaluationHtml
{
    private const int MostAnswers = 100;
    private const string Style = """
        body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:76rem;padding:0 1rem;color:#1c2430;background:#fff}
        h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}table{border-collapse:collapse;margin:.6rem 0}
        th,td{padding:.3rem .8rem;border-bottom:1px solid #d8dee6;text-align:right;vertical-align:top;white-space:nowrap}th:first-child,td:first-child{text-align:left}
        td.text{text-align:left;font-family:ui-monospace,monospace;font-size:13px;overflow-wrap:anywhere;white-space:pre-wrap}
        .scroll{overflow-x:auto}.note{color:#57606a}
        @media(prefers-color-scheme:dark){body{color:#e2e6ec;background:#14181f}th,td{border-color:#343c48}.note{color:#9aa4b2}}
        """;

    /// <summary>Writes it.</summary>
    public static void Write(StageContext context, EvaluationOutcome outcome)
    {
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Evaluation</title><style>{Style}</style></head><body>\n<h1>Evaluation</h1>\n");
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">{outcome.AskedRows} rows asked, {outcome.RejectedByReason.Values.Sum()} rejected, {outcome.FailedRows} failed; answers of at most {outcome.Options.MaxTokens} tokens{Held(outcome.Options.Constrained)}. Models of this process answer rows in groups; how long an answer takes is measured on at most {EvaluateDefaults.TimedRows} rows that are asked once more, one by one, and stands in the build's output and the manifest.</p>\n");
        foreach (var set in outcome.Sets)
        {
            if (outcome.Sets.Count > 1)
                html.Append(CultureInfo.InvariantCulture, $"<h1>{WebUtility.HtmlEncode(set.Name)}</h1>\n<p class=\"note\">{set.Rows.Rows.Count} rows of {WebUtility.HtmlEncode(set.File)}</p>\n");
            Sources(html, set);
            Fields(html, set);
            if (set == outcome.Sets[0])
                Gate(html, outcome.Steps);
            Answers(html, set);
        }

        html.Append("</body></html>\n");
        using var stream = context.OpenOutput("report");
        stream.Write(Encoding.UTF8.GetBytes(html.ToString()));
    }

    private static string Held(Constraining constrained) => constrained switch
    {
        Constraining.Held => ", held to the schema",
        Constraining.Both => ", free and held to the schema",
        _ => "",
    };

    private static void Sources(StringBuilder html, EvaluationSet set) => Table(
        html,
        "What each source achieved",
        ["source", "exact match", "JSON equal", "invalid JSON", "valid by schema", "perplexity", "cut", "failed"],
        set.Sources.Select(source => source.Summary).Select(source => new[]
        {
            source.Source, source.Exact.ToString(), source.JsonMatch.ToString(), new Share(source.ValidJson.Total - source.ValidJson.Correct, source.ValidJson.Total).ToString(), source.ValidSchema.ToString(),
            source.Likelihood is { } likelihood ? Number(likelihood.Perplexity, "0.000000") : "-", $"{source.Cut}", $"{source.Failed}",
        }));

    private static void Fields(StringBuilder html, EvaluationSet set)
    {
        var paths = set.Sources.SelectMany(source => source.Summary.Fields.Select(field => field.Key)).Distinct(StringComparer.Ordinal).ToList();
        if (paths.Count == 0)
            return;
        var shares = set.Sources.Select(source => source.Summary.Fields.ToDictionary(field => field.Key, field => field.Value, StringComparer.Ordinal)).ToList();
        Table(html, "Fields of expected answers", ["field", .. set.Sources.Select(source => source.Summary.Source)], paths.Select(path => (string[])[path, .. shares.Select(share => share.GetValueOrDefault(path).ToString())]));
    }

    private static void Gate(StringBuilder html, IReadOnlyList<GateStep> steps)
    {
        if (steps.Count == 0)
            return;
        Table(
            html,
            $"Exports beside the trained model ('{steps[0].Reference.Source}', perplexity {Number(steps[0].Reference.Likelihood!.Perplexity, "0.000000")}, exact match {steps[0].Reference.Exact})",
            ["step", "max |Δ logit|", "mean", "max |Δ ln p|", "mean", "perplexity", "Δ", "exact match", "Δ", "valid JSON", "Δ", "other tokens"],
            steps.Select(step => new[]
            {
                step.Name, Number(step.MaxLogit, "0.0000"), Number(step.MeanLogit, "0.0000"), Number(step.MaxLogProbability, "0.0000"), Number(step.MeanLogProbability, "0.0000"),
                Number(step.Summary.Likelihood!.Perplexity, "0.000000"), Percent.Rise(step.PerplexityRise, 4), Percent.Of(step.Summary.Exact.Value), Percent.Rise(step.ExactMatchRise, 2),
                step.ValidJsonRise is null ? "-" : Percent.Of(step.Summary.ValidJson.Value), step.ValidJsonRise is { } rise ? Percent.Rise(rise, 2) : "-", $"{step.RowsTokenizedOtherwise}",
            }));
        html.Append("<p class=\"note\">Differences are those of expected tokens, computed in float32 from widened weights. A program that rounds activations, as llama.cpp does on quantized files, differs by more.</p>\n");
    }

    private static void Answers(StringBuilder html, EvaluationSet set)
    {
        var rows = Enumerable.Range(0, set.Rows.Rows.Count).Where(row => set.Sources.Exists(source => source.Run.Rows[row].Verdict is not { Exact: true })).ToList();
        if (rows.Count == 0)
            return;
        html.Append(CultureInfo.InvariantCulture, $"<h2>Answers that are not as expected ({(rows.Count > MostAnswers ? $"the first {MostAnswers} of {rows.Count} rows; all are in answers.jsonl" : $"{rows.Count} rows")})</h2>\n<div class=\"scroll\"><table><tr><th>row</th><th>source</th><th>text</th></tr>\n");
        foreach (var row in rows.Take(MostAnswers))
        {
            var asked = set.Rows.Rows[row];
            Line(html, $"{asked.Id} ({asked.Source})", "expected", asked.Expected);
            foreach (var answered in set.Sources.Select(source => (source.Summary.Source, Row: source.Run.Rows[row])).Where(answered => answered.Row.Verdict is not { Exact: true }))
                Line(html, "", answered.Source, answered.Row.Answer?.Text ?? $"no answer: {answered.Row.Failure}");
        }

        html.Append("</table></div>\n");
    }

    private static void Line(StringBuilder html, string row, string source, string text) =>
        html.Append(CultureInfo.InvariantCulture, $"<tr><td>{WebUtility.HtmlEncode(row)}</td><td>{WebUtility.HtmlEncode(source)}</td><td class=\"text\">{WebUtility.HtmlEncode(text)}</td></tr>\n");

    private static void Table(StringBuilder html, string title, IReadOnlyList<string> heads, IEnumerable<string[]> rows)
    {
        html.Append(CultureInfo.InvariantCulture, $"<h2>{WebUtility.HtmlEncode(title)}</h2>\n<div class=\"scroll\"><table><tr>{Cells("th", heads)}</tr>\n");
        foreach (var row in rows)
            html.Append(CultureInfo.InvariantCulture, $"<tr>{Cells("td", row)}</tr>\n");
        html.Append("</table></div>\n");
    }

    private static string Cells(string tag, IEnumerable<string> cells) => string.Concat(cells.Select(cell => $"<{tag}>{WebUtility.HtmlEncode(cell)}</{tag}>"));

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
