using System.Globalization;
using System.Net;
using System.Text;

namespace SynthTrain.Training.Runs.Reports;

/// <summary>A run as one HTML page that needs nothing else: curves, figures, options. Equal runs give equal bytes.</summary>
public static class RunReport
{
    private const string Style = """
        body{font:15px/1.5 system-ui,sans-serif;max-width:960px;margin:2em auto;padding:0 1em;color:#1b1f24}
        h1{font-size:1.5em}h2{font-size:1.15em;margin-top:2em}svg{width:100%;height:auto}
        table{border-collapse:collapse;font-variant-numeric:tabular-nums}td,th{text-align:left;padding:.2em 1em .2em 0;border-bottom:1px solid #dde1e6;vertical-align:top}
        .axis{fill:#5b6570;font-size:12px}.grid{stroke:#e4e7eb}.key{font-size:13px}
        """;

    /// <summary>The page.</summary>
    /// <param name="title">What was trained.</param>
    /// <param name="outcome">How it went.</param>
    /// <param name="sections">Tables below the curves: a heading, and names with values.</param>
    public static byte[] ToUtf8(string title, RunOutcome outcome, IReadOnlyList<KeyValuePair<string, IReadOnlyList<KeyValuePair<string, string>>>> sections)
    {
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>").Append(Text(title)).Append("</title>\n<style>\n").Append(Style).Append("\n</style>\n</head>\n<body>\n<h1>").Append(Text(title)).Append("</h1>\n");
        Table(page, "Result", Result(outcome));
        page.Append("<h2>Loss</h2>\n").Append(CurveChart.Draw([Curve("training loss", "#1f6feb", "loss"), Curve("validation loss", "#d1242f", "eval_loss")], outcome.Steps));
        page.Append("<h2>Learning rate</h2>\n").Append(CurveChart.Draw([Curve("learning rate", "#1a7f37", "learning_rate")], outcome.Steps));
        page.Append("<h2>Gradient norm</h2>\n").Append(CurveChart.Draw([Curve("gradient norm before clipping", "#8250df", "grad_norm")], outcome.Steps));
        foreach (var (heading, rows) in sections)
            Table(page, heading, rows);
        return Encoding.UTF8.GetBytes(page.Append("</body>\n</html>\n").ToString());

        Curve Curve(string name, string colour, string metric) =>
            new(name, colour, [.. outcome.Metrics.Entries.Where(entry => entry[metric] is { } value && double.IsFinite(value)).Select(entry => (entry.Step, entry[metric]!.Value))]);
    }

    private static List<KeyValuePair<string, string>> Result(RunOutcome outcome)
    {
        var progress = outcome.Progress;
        var rows = new List<KeyValuePair<string, string>>
        {
            new("steps", progress.Stopped ? $"{Number(progress.Step)} of {Number(outcome.Steps)}: the validation loss did not get better" : Number(progress.Step)),
            new("tokens", Number(progress.Tokens)),
            new("loss of the first step", Number(progress.FirstLoss)),
            new("loss of the last step", Number(progress.LastLoss)),
        };
        if (progress.EvaluationLoss is { } evaluated)
            rows.Add(new("validation loss", Number(evaluated)));
        if (progress.BestLoss is { } best)
            rows.Add(new("lowest validation loss", $"{Number(best)} after step {Number(progress.BestStep)}"));
        rows.Add(new("weights written", $"those of step {Number(outcome.WeightsOfStep)}"));
        return rows;
    }

    private static void Table(StringBuilder page, string heading, IReadOnlyList<KeyValuePair<string, string>> rows)
    {
        page.Append("<h2>").Append(Text(heading)).Append("</h2>\n<table>\n");
        foreach (var (name, value) in rows)
            page.Append("<tr><th>").Append(Text(name)).Append("</th><td>").Append(Text(value)).Append("</td></tr>\n");
        page.Append("</table>\n");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Number(double value) => value == Math.Floor(value) && Math.Abs(value) < 1e15 ? value.ToString("0", CultureInfo.InvariantCulture) : value.ToString("0.0000##", CultureInfo.InvariantCulture);
}
