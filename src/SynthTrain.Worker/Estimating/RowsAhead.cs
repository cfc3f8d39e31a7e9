using SynthTrain.Core.Builds;
using SynthTrain.Core.IO;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Stages;

namespace SynthTrain.Worker.Estimating;

/// <summary>How many rows a file has or will have: by the file where it is there and stays, else by what its stage is asked for.</summary>
internal sealed class RowsAhead(IFileSystem files, IReadOnlyList<StageRequest> stages)
{
    private const int Deepest = 16;
    private readonly HashSet<string> _unsettled = new(StringComparer.Ordinal);

    /// <summary>Notes that a stage's outputs will be other ones.</summary>
    public void Unsettle(StageRequest request) => _unsettled.UnionWith(request.Outputs.Select(output => Absolute(request, output.Path)));

    /// <summary>Whether a stage reads what will be another file.</summary>
    public bool IsUnsettled(StageRequest request) => request.Inputs.Any(input => _unsettled.Contains(Absolute(request, input.Path)));

    /// <summary>Rows of the first input with a role; null when nothing says it.</summary>
    public double? Count(StageRequest request, string role) =>
        request.Inputs.Where(input => input.Role == role).Select(input => Count(Absolute(request, input.Path), 0)).FirstOrDefault();

    /// <summary>Rows of each input with a role, of a file that is named twice once.</summary>
    public IReadOnlyList<double?> CountEach(StageRequest request, string role) =>
        [.. request.Inputs.Where(input => input.Role == role).Select(input => Absolute(request, input.Path)).Distinct(StringComparer.Ordinal).Select(path => Count(path, 0))];

    /// <summary>Rows of the first input that holds rows.</summary>
    public double? CountFirst(StageRequest request) =>
        request.Inputs.Where(input => IsRows(input.Path)).Select(input => Count(Absolute(request, input.Path), 0)).FirstOrDefault();

    /// <summary>Tokens of a row of the first input with a role, and whether a file says so.</summary>
    public (double Tokens, bool IsRead) TokensPerRow(StageRequest request, string role)
    {
        var path = request.Inputs.Where(input => input.Role == role).Select(input => Absolute(request, input.Path)).FirstOrDefault();
        return path is not null && files.Stat(path) is { Length: > 0 } && RowTokens.Mean(files, path) is { } tokens ? (tokens, true) : (Assumed(path, 0), false);
    }

    /// <summary>Requests to a command line are short; of other rows nothing is known.</summary>
    private double Assumed(string? path, int depth)
    {
        var maker = stages.FirstOrDefault(stage => stage.Outputs.Any(output => Absolute(stage, output.Path) == path));
        return maker?.Stage switch
        {
            "splitexamples" => EstimateDefaults.TokensPerExample,
            "preferences" when depth < Deepest => Assumed(maker.Inputs.Where(input => input.Role == "prompts").Select(input => Absolute(maker, input.Path)).FirstOrDefault(), depth + 1),
            _ => EstimateDefaults.TokensPerRow,
        };
    }

    private double? Count(string path, int depth)
    {
        var there = files.Stat(path) is not null;
        if (there && !_unsettled.Contains(path))
            return JsonlReader.Count(files, path);
        var made = depth < Deepest ? Made(path, depth) : null;
        return made ?? (there ? JsonlReader.Count(files, path) : null);
    }

    /// <summary>By the stage that makes it: the share that its role has, of the rows that it is asked for, or of those that it reads.</summary>
    private double? Made(string path, int depth)
    {
        foreach (var stage in stages)
        {
            if (stage.Outputs.FirstOrDefault(output => Absolute(stage, output.Path) == path) is not { } output)
                continue;
            if (output.Role == "prompts")
                return Pairs(stage);
            var share = Number(stage, output.Role) is > 0 and <= 1 and var part ? part : 1;
            var whole = Number(stage, "count") ?? stage.Inputs.Where(input => IsRows(input.Path)).Select(input => Count(Absolute(stage, input.Path), depth + 1)).FirstOrDefault();
            var most = stage.Stage == "preferences" && Number(stage, "pairs") is > 0 and var pairs ? pairs : stage.Limit ?? double.MaxValue;
            return Math.Min(share * whole ?? double.MaxValue, most) is < double.MaxValue and var rows ? rows : null;
        }

        return null;
    }

    /// <summary>Prompts for preferences come beside the rows, by a number of their own.</summary>
    private double? Pairs(StageRequest splitting) =>
        stages.Where(stage => stage.Outputs.Any(output => splitting.Inputs.Any(input => input.Path == output.Path))).Select(stage => Number(stage, "pairs")).FirstOrDefault(pairs => pairs is not null);

    /// <summary>A parameter that is a number.</summary>
    public static double? Number(StageRequest request, string name) =>
        request.Parameters.TryGetValue(name, out var text) && double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    private static bool IsRows(string path) => path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase);

    private static string Absolute(StageRequest request, string path) => new ProjectLayout(request.ProjectDirectory).Absolute(path);
}
