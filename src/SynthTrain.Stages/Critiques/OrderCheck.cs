using System.Globalization;
using System.Text.Json;
using SynthTrain.Stages.Answers;

namespace SynthTrain.Stages.Critiques;

/// <summary>Checks order, times, durations and totals of itineraries, checklists and procedures.</summary>
internal static class OrderCheck
{
    /// <summary>Adds contradictions.</summary>
    public static void Run(JsonElement payload, List<CritiqueIssue> issues)
    {
        Days(payload, issues);
        Items(payload, issues);
        Steps(payload, issues);
    }

    /// <summary>Minutes since midnight; null when the text is no time such as <c>09:30</c>.</summary>
    public static int? Clock(string text) =>
        text.Length == 5 && text[2] == ':'
        && int.TryParse(text.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
        && int.TryParse(text.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
            ? (hours * 60) + minutes
            : null;

    private static void Days(JsonElement payload, List<CritiqueIssue> issues)
    {
        var days = AnswerEntries.Elements(payload, "days", "/payload").ToArray();
        if (days.Length > 0 && RowText.Number(payload, "total_days") is { } total && total != days.Length)
            Add(issues, "/payload/total_days", $"'total_days' is {total}, but there are {days.Length} days.");
        for (var i = 0; i < days.Length; i++)
        {
            if (RowText.Number(days[i].Value, "day") is { } day && day != i + 1)
                Add(issues, days[i].Pointer + "/day", $"Day {i + 1} in order has the number {day}.");
            var free = 0;
            foreach (var (pointer, stop) in AnswerEntries.Elements(days[i].Value, "stops", days[i].Pointer))
            {
                if (Clock(RowText.Get(stop, "start")) is not { } start)
                    continue;
                if (start < free)
                    Add(issues, pointer + "/start", $"The stop starts at {RowText.Get(stop, "start")}, before the one above it ends.");
                free = start + (RowText.Number(stop, "minutes") ?? 0);
                if (free > 24 * 60)
                    Add(issues, pointer + "/minutes", "The stop lasts past midnight.");
            }
        }
    }

    private static void Items(JsonElement payload, List<CritiqueIssue> issues)
    {
        int? before = null;
        foreach (var (pointer, item) in AnswerEntries.Elements(payload, "items", "/payload"))
        {
            if (RowText.Number(item, "days_before") is not { } days)
                continue;
            if (days > before)
                Add(issues, pointer + "/days_before", $"The item is due {days} days before, earlier than the one above it; put the most urgent first.");
            before = days;
        }
    }

    private static void Steps(JsonElement payload, List<CritiqueIssue> issues)
    {
        var steps = AnswerEntries.Elements(payload, "steps", "/payload").ToArray();
        for (var i = 0; i < steps.Length; i++)
        {
            if (RowText.Number(steps[i].Value, "number") is { } number && number != i + 1)
                Add(issues, steps[i].Pointer + "/number", $"Step {i + 1} in order has the number {number}.");
        }

        var minutes = steps.Select(step => RowText.Number(step.Value, "minutes")).ToArray();
        if (steps.Length > 0 && minutes.All(minute => minute is not null) && RowText.Number(payload, "total_minutes") is { } total && total != minutes.Sum(minute => (long)minute!))
            Add(issues, "/payload/total_minutes", $"'total_minutes' is {total}, but the steps take {minutes.Sum(minute => (long)minute!)}.");
    }

    private static void Add(List<CritiqueIssue> issues, string pointer, string message) => issues.Add(new CritiqueIssue(IssueKinds.Inconsistent, pointer, message));
}
