using System.Globalization;
using SynthTrain.Core.Builds;
using SynthTrain.Core.IO;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Stages;

namespace SynthTrain.Tasks.Resolving;

/// <summary>Counts the teacher calls that a chain of stages can lead to, without asking anybody.</summary>
/// <param name="files">Where the inputs are.</param>
/// <param name="mustRun">Whether a stage is stale.</param>
internal sealed class CallForecast(IFileSystem files, Func<StageRequest, bool> mustRun)
{
    /// <summary>One line; null when no stage that asks a teacher has to run. What a stage cannot know yet, it takes from the one before.</summary>
    public string? Of(IReadOnlyList<StageRequest> requests)
    {
        var parts = new List<string>();
        var total = 0L;
        var rowsBefore = 0L;
        var stale = false;
        foreach (var request in requests.Where(request => request.TeacherFile is not null))
        {
            var rows = Rows(request, stale) ?? rowsBefore;
            rowsBefore = rows;
            stale |= mustRun(request);
            if (!stale || rows == 0)
                continue;
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{rows} {request.Stage}"));
            total += rows;
        }

        return total == 0
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"About to ask the teacher at most {total} times: {string.Join(", ", parts)}. Rows and replies that were paid for are not asked again.");
    }

    private long? Rows(StageRequest request, bool inputIsStale)
    {
        var path = Path.GetFullPath(request.Inputs[0].Path, request.ProjectDirectory);
        if (inputIsStale || files.Stat(path) is null)
            return null;
        var rows = (long)JsonlReader.Count(files, path);
        return request.Limit is { } limit ? Math.Min(limit, rows) : rows;
    }
}
