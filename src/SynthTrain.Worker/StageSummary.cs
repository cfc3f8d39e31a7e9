using System.Globalization;
using SynthTrain.Core.Builds;
using SynthTrain.Core.Spending;
using SynthTrain.Core.Stages;

namespace SynthTrain.Worker;

/// <summary>A finished stage in words.</summary>
/// <param name="Head">One line.</param>
/// <param name="Lines">What to print, the head first.</param>
internal sealed record StageSummary(string Head, IReadOnlyList<string> Lines)
{
    /// <summary>Puts a manifest's figures into words.</summary>
    public static StageSummary Of(Manifest manifest, string state)
    {
        var result = manifest.Result;
        var head = string.Create(CultureInfo.InvariantCulture, $"{manifest.Stage}: {result.Accepted} {result.Unit} -> {Target(manifest)}");
        if (result.Rejected.Count > 0)
            head += $"; rejected {result.Rejected.Values.Sum()} ({string.Join(", ", result.Rejected.Select(pair => $"{pair.Key} {pair.Value}"))})";
        if (result.Failed > 0)
            head += $"; failed {result.Failed}";
        if (result.Repaired + result.Corrected > 0)
            head += $"; {result.Repaired} replies repaired, {result.Corrected} corrected";
        if (state == "restored")
            head += "; restored from the run cache";
        else if (state == Manifest.Adopted)
            head += "; adopted";
        else if (result.Run.Requests + result.Run.CacheHits + result.Run.RowsReused > 0)
            head += $"; {result.Run.Requests} requests, {result.Run.CacheHits} from the reply cache, {result.Run.RowsReused} rows from the journal";
        head += Money(result.Run);
        if (result.PartialReason is { } partial)
            head += $"; PARTIAL: {partial}";
        return new StageSummary(head, [head, .. result.Figures.Select(figure => $"  {figure.Key}: {figure.Value}"), .. result.Run.Notes.Select(note => $"  {note.Key}: {note.Value}"), .. Models(result.Run)]);
    }

    // What interrupted runs before this one cost is part of what the result cost.
    private static string Money(RunFigures run)
    {
        if (run.Models.Count == 0)
            return "";
        var text = string.Create(CultureInfo.InvariantCulture, $"; {run.InputTokens + run.OutputTokens} tokens, {Dollars.Text(run.Cost)}");
        var before = run.SinceCountBegan.Sum(model => model.Requests) > run.Requests;
        return before ? $"{text} ({Dollars.Text(run.SinceCountBegan.Sum(model => model.Cost ?? 0))} since the count began)" : text;
    }

    private static IEnumerable<string> Models(RunFigures run) =>
        run.Models.Select(model => $"  {model}").Concat(run.Fallbacks.Select(fallback => string.Create(CultureInfo.InvariantCulture, $"  instead of {fallback.Key}: {fallback.Value} replies")));

    // A stage that writes several sets side by side is named by their folder.
    private static string Target(Manifest manifest)
    {
        var first = manifest.Outputs[0].Path;
        var folder = first[..(first.LastIndexOf('/') + 1)];
        var beside = manifest.Outputs.Count(output => output.Path.StartsWith(folder, StringComparison.Ordinal) && output.Path.EndsWith(".jsonl", StringComparison.Ordinal) && !output.Path.EndsWith("_rejected.jsonl", StringComparison.Ordinal));
        return beside > 1 ? folder : first;
    }
}
