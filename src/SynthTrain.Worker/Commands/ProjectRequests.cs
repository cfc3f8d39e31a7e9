using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;

namespace SynthTrain.Worker.Commands;

/// <summary>Finds the requests that a project's builds left in <c>obj/synthtrain</c>.</summary>
internal static class ProjectRequests
{
    /// <summary>Path of one request.</summary>
    public static string PathOf(string project, string run, string stage)
    {
        var folder = Path.Combine(project, "obj", "synthtrain", run, stage);
        var asked = Path.Combine(folder, "request.json");
        return File.Exists(asked) ? asked : Path.Combine(folder, "declared.json");
    }

    /// <summary>All requests, main run first, in the order in which they feed each other.</summary>
    /// <exception cref="SynthException"><see cref="Codes.InputMissing"/> when there is none.</exception>
    public static IReadOnlyList<StageRequest> Read(IFileSystem files, string project)
    {
        var requests = files.Files(Path.Combine(project, "obj", "synthtrain"), recursive: true)
            .Where(file => Path.GetFileName(file) is "request.json" or "declared.json")
            .GroupBy(file => Path.GetDirectoryName(file), StringComparer.Ordinal)
            // What a verb asked for says more than what a plain build declared.
            .Select(folder => StageRequestFile.Read(files, folder.Order(StringComparer.Ordinal).Last()))
            .ToList();
        return requests.Count > 0
            ? [.. requests.GroupBy(request => request.Run, StringComparer.Ordinal).OrderBy(run => run.Key != "main").ThenBy(run => run.Key, StringComparer.Ordinal).SelectMany(InOrder)]
            : throw new SynthException(Codes.InputMissing, $"'{project}' holds no requests of stages; run 'dotnet build' there first.");
    }

    private static List<StageRequest> InOrder(IEnumerable<StageRequest> requests)
    {
        var waiting = requests.OrderBy(request => request.Stage, StringComparer.Ordinal).ToList();
        var ordered = new List<StageRequest>();
        while (waiting.Count > 0)
        {
            var made = waiting.SelectMany(request => request.Outputs).Select(output => output.Path).ToHashSet(StringComparer.Ordinal);
            var next = waiting.FirstOrDefault(request => !request.Inputs.Any(input => made.Contains(input.Path))) ?? waiting[0];
            waiting.Remove(next);
            ordered.Add(next);
        }

        return ordered;
    }
}
