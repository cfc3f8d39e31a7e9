using System.Globalization;
using SynthTrain.Core.IO;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Builds;

/// <summary>How many requests a verb may send, told before the first one.</summary>
public static class CallForecast
{
    /// <summary>One line, such as <c>up to 120 drafts + 120 critiques + 120 refinements</c>; null when every stage is current.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="projectDirectory">The project's folder.</param>
    /// <param name="stages">The stages that ask a teacher, in order.</param>
    /// <param name="isForced">Whether the user forces the stage of that name.</param>
    /// <remarks>Upper bounds: rows in the journal and requests in the reply cache cost nothing, and a stage may ask about some rows only.</remarks>
    public static string? Of(IFileSystem files, string projectDirectory, IReadOnlyList<AskingStage> stages, Func<string, bool> isForced)
    {
        var resolver = new StageResolver(files, projectDirectory);
        var layout = new ProjectLayout(projectDirectory);
        var cache = new RunCache(files, layout);
        var parts = new List<string>();
        long rows = 0;
        var above = false;
        foreach (var stage in stages)
        {
            var request = stage.Request;
            var first = layout.Absolute(request.Inputs[0].Path);
            // What a stale stage will write is not there yet: at most as many rows as it reads.
            if (stage.Most is { } known)
                rows = known;
            else if (!above && files.Stat(first) is not null)
                rows = JsonlReader.Count(files, first);
            var resolution = resolver.Resolve(request, new ResolveOptions { Question = true, IgnorePins = true, Force = isForced(request.Stage) });
            above |= resolution.MustRun && (isForced(request.Stage) || cache.Find(resolution.Key) is not { } kept || !cache.Holds(kept.Outputs.Select(output => output.Sha256)));
            if (above)
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{(request.Limit is { } limit ? Math.Min(rows, limit * stage.PerRow) : rows)} {stage.Answers}"));
        }

        return parts.Count == 0 ? null : "up to " + string.Join(" + ", parts);
    }
}
