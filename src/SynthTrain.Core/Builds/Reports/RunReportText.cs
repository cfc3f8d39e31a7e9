using System.Globalization;
using SynthTrain.Core.Spending;

namespace SynthTrain.Core.Builds.Reports;

/// <summary>A report in words: a table with a total, then what each stage says of its result.</summary>
internal static class RunReportText
{
    private const string Nothing = "-";
    private static readonly string[] s_head = ["stage", "in -> out", "time", "requests", "tokens", "money"];
    private static readonly int[] s_right = [2, 3, 4, 5];

    /// <summary>The lines.</summary>
    public static IReadOnlyList<string> Of(RunReport report)
    {
        var lines = new List<string>();
        if (report.Stages.Count > 0)
            lines.AddRange([$"{report.Run}: what the stages took when they made what stands", .. Table(report), .. report.Stages.SelectMany(Figures)]);
        if (report.NotMade.Count > 0)
            lines.Add($"{report.Run}: not made: {string.Join(", ", report.NotMade)}");
        return lines;
    }

    private static IReadOnlyList<string> Table(RunReport report)
    {
        var table = new TextTable(s_head, s_right);
        foreach (var stage in report.Stages)
        {
            table.Add(
                stage.State is "CURRENT" or "PINNED" ? stage.Stage : $"{stage.Stage} ({stage.State})",
                $"{Count(stage.RowsIn)} -> {Count(stage.RowsOut)} {stage.Unit}",
                Duration(stage.Seconds),
                Amount(stage.Requests),
                Amount(stage.InputTokens + stage.OutputTokens),
                Money(stage.Cost));
        }

        table.Add("in all", "", Duration(report.Seconds), Amount(report.Requests), Amount(report.InputTokens + report.OutputTokens), Money(report.Cost));
        return table.ToLines();
    }

    private static IEnumerable<string> Figures(StageReport stage) => stage.Figures.Concat(stage.Notes).Select(figure => $"  {stage.Stage}, {figure.Key}: {figure.Value}");

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Amount(long number) => number == 0 ? Nothing : Count(number);

    private static string Money(decimal? dollars) => dollars == 0 ? Nothing : Dollars.Text(dollars);

    private static string Duration(double seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Round(seconds, seconds < 10 ? 1 : 0));
        return time.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalHours):0} h {time.Minutes} min")
            : time.TotalMinutes >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s")
            : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s");
    }
}
