using System.Globalization;
using SynthTrain.Core.Builds;

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
        var head = string.Create(CultureInfo.InvariantCulture, $"{manifest.Stage}: {result.Accepted} rows -> {manifest.Outputs[0].Path}");
        if (result.Rejected.Count > 0)
            head += $"; rejected {result.Rejected.Values.Sum()} ({string.Join(", ", result.Rejected.Select(pair => $"{pair.Key} {pair.Value}"))})";
        if (result.Failed > 0)
            head += $"; failed {result.Failed}";
        if (state == "restored")
            head += "; restored from the run cache";
        else if (state == Manifest.Adopted)
            head += "; adopted";
        else if (result.Run.Requests + result.Run.CacheHits + result.Run.RowsReused > 0)
            head += $"; {result.Run.Requests} requests, {result.Run.CacheHits} from the reply cache, {result.Run.RowsReused} rows from the journal";
        if (result.PartialReason is { } partial)
            head += $"; PARTIAL: {partial}";
        return new StageSummary(head, [head, .. result.Figures.Select(figure => $"  {figure.Key}: {figure.Value}")]);
    }
}
