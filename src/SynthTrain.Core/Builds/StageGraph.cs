using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Builds;

/// <summary>Checks that the stages of one run can be put in an order.</summary>
public static class StageGraph
{
    /// <summary>Faults: paths that are not allowed, two stages that write one file, and cycles through files, each printed as a chain.</summary>
    public static IReadOnlyList<Diagnostic> Check(IReadOnlyList<StageRequest> requests)
    {
        var faults = requests.SelectMany(Own).ToList();
        var makers = new Dictionary<string, StageRequest>(StringComparer.Ordinal);
        foreach (var request in requests)
        {
            var layout = new ProjectLayout(request.ProjectDirectory);
            foreach (var path in request.Outputs.Select(output => layout.Absolute(output.Path)))
            {
                if (!makers.TryAdd(path, request))
                    faults.Add(Diagnostic.Error(Codes.BadPath, $"Stages '{makers[path].Stage}' and '{request.Stage}' both write '{layout.Relative(path)}'; give each a path of its own.", layout.Relative(path)));
            }
        }

        var done = new HashSet<StageRequest>();
        foreach (var request in requests)
        {
            if (FindCycle(request, makers, done, []) is { } chain)
            {
                faults.Add(Diagnostic.Error(Codes.StageCycle, $"The stages form a cycle: {chain}. Change an input or output path so that one stage comes first.", request.Outputs[0].Path));
                break;
            }
        }

        return faults;
    }

    private static IReadOnlyList<Diagnostic> Own(StageRequest request)
    {
        try
        {
            new ProjectLayout(request.ProjectDirectory).Check(request);
            return [];
        }
        catch (SynthException e)
        {
            return e.Diagnostics;
        }
    }

    private static string? FindCycle(StageRequest request, Dictionary<string, StageRequest> makers, HashSet<StageRequest> done, List<StageRequest> path)
    {
        if (path.IndexOf(request) is >= 0 and var start)
            return string.Join(" -> ", path.Skip(start).Append(request).Select(stage => stage.Stage));
        if (!done.Add(request))
            return null;
        path.Add(request);
        var layout = new ProjectLayout(request.ProjectDirectory);
        foreach (var input in request.Inputs)
        {
            if (makers.TryGetValue(layout.Absolute(input.Path), out var maker) && FindCycle(maker, makers, done, path) is { } chain)
                return chain;
        }

        path.RemoveAt(path.Count - 1);
        return null;
    }
}
