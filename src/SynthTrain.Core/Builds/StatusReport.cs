using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Spending;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Builds;

/// <summary>How every stage stands.</summary>
/// <param name="Stages">The stages, in the order they were asked.</param>
/// <param name="NotMadeByAStage">Data files in the stages' folders that no manifest explains.</param>
public sealed record StatusReport(IReadOnlyList<StageStatus> Stages, IReadOnlyList<string> NotMadeByAStage)
{
    /// <summary>What the project has spent since the count began; null when nothing is and nothing is limited.</summary>
    public ProjectSpending? Spending { get; init; }

    private const string Indent = "                        ";
    private static readonly Silence s_silence = new();
    private static readonly string[] s_dataEndings = [".jsonl", ".json", ".parquet", ".gguf", ".safetensors"];

    /// <summary>Resolves every stage; one whose input comes from a stale stage is stale too, and says so.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="projectDirectory">The project's folder.</param>
    /// <param name="requests">The stages, in the order to print them.</param>
    /// <param name="remember">Keeps what was hashed for the next build; false under <c>-question</c>, which writes nothing.</param>
    public static StatusReport Of(IFileSystem files, string projectDirectory, IReadOnlyList<StageRequest> requests, bool remember = false)
    {
        var resolver = new StageResolver(files, projectDirectory);
        var layout = new ProjectLayout(projectDirectory);
        var stages = new List<StageStatus>();
        var book = SpendLedger.Read(files, layout, s_silence);
        var unsettled = new Dictionary<string, string>(StringComparer.Ordinal);
        var claimed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var request in requests)
        {
            var status = Of(resolver, request, unsettled);
            var manifest = ManifestFile.Read(files, layout.Absolute(request.Manifest));
            stages.Add(status with { Made = manifest?.Result.Run.Models ?? [], SinceCountBegan = ModelFigures.Of(book.SpentOn(request.Run, request.Stage)) });
            foreach (var output in request.Outputs.Select(output => layout.Absolute(output.Path)))
            {
                if (status.State is "STALE" or "MISSING")
                    unsettled.TryAdd(output, request.Stage);
            }

            if (manifest is not null)
            {
                claimed.Add(layout.Absolute(request.Manifest));
                claimed.UnionWith(manifest.Outputs.Select(output => layout.Absolute(output.Path)));
            }

            // Files of an unfinished stage are its own: the ledger knows them.
            var made = new StageLedgerFile(files, layout, request.Run, request.Stage).Read().Made;
            claimed.UnionWith(request.Outputs.Select(output => layout.Absolute(output.Path)).Where(path => resolver.Hash(path) is { } hash && made.Contains(hash.Sha256)));
        }

        if (remember)
            resolver.Save();
        return new StatusReport(stages, Strangers(files, layout, requests, claimed)) { Spending = ProjectSpending.Of(book, Limits(requests)) };
    }

    /// <summary>A table for people.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var run in Stages.GroupBy(stage => stage.Run))
        {
            text.Append(run.Key).Append('\n');
            foreach (var stage in run)
            {
                text.Append($"  {stage.Stage,-12} {stage.State,-8} {stage.Summary}".TrimEnd()).Append('\n');
                foreach (var reason in stage.Reasons)
                    text.Append(Indent).Append(reason).Append('\n');
                foreach (var model in stage.Made)
                    text.Append(Indent).Append(model).Append('\n');
                foreach (var model in stage.SinceCountBegan)
                    text.Append(Indent).Append("since the count began: ").Append(model).Append('\n');
            }
        }

        if (Spending is not null)
            text.Append("  ").Append(Spending).Append('\n');
        foreach (var file in NotMadeByAStage)
            text.Append("  not made by a stage: ").Append(file).Append('\n');
        return text.ToString();
    }

    /// <summary>JSON for programs.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, StatusReportJson.Default.StatusReport) + "\n";

    // A bad limit is told by whoever is about to keep to it.
    private static SpendLimits Limits(IReadOnlyList<StageRequest> requests)
    {
        try
        {
            return requests is [var first, ..] ? SpendLimits.Of(new StageOptions(first)) : new SpendLimits();
        }
        catch (SynthException)
        {
            return new SpendLimits();
        }
    }

    private static StageStatus Of(StageResolver resolver, StageRequest request, Dictionary<string, string> unsettled)
    {
        var layout = new ProjectLayout(request.ProjectDirectory);
        try
        {
            var resolution = resolver.Resolve(request, new ResolveOptions { Question = true });
            var above = resolution.IsAdopted ? [] : request.Inputs.Select(input => unsettled.GetValueOrDefault(layout.Absolute(input.Path))).Where(stage => stage is not null).Distinct(StringComparer.Ordinal);
            var reasons = resolution.Reasons.Concat(above.Select(stage => $"stage '{stage}' comes first and is not current")).ToList();
            var state = resolution.State == StageState.Current && reasons.Count > 0 ? StageState.Stale : resolution.State;
            return new StageStatus(request.Run, request.Stage, Word(state), request.Outputs[0].Path, resolution.Summary, [.. reasons, .. resolution.Errors.Select(error => error.ToString())]);
        }
        catch (SynthException e)
        {
            return new StageStatus(request.Run, request.Stage, "STALE", request.Outputs[0].Path, "", [.. e.Diagnostics.Select(diagnostic => diagnostic.ToString())]);
        }
    }

    // A damaged ledger is told by the stage that spends.
    private sealed class Silence : IDiagnosticSink
    {
        public void Report(Diagnostic diagnostic)
        {
        }
    }

    private static string Word(StageState state) => state switch
    {
        StageState.UserOwned => "YOURS",
        _ => state.ToString().ToUpperInvariant(),
    };

    private static List<string> Strangers(IFileSystem files, ProjectLayout layout, IReadOnlyList<StageRequest> requests, HashSet<string> claimed)
    {
        var inputs = requests.SelectMany(request => request.Inputs).Select(input => layout.Absolute(input.Path));
        var outputs = requests.SelectMany(request => request.Outputs).Select(output => layout.Absolute(output.Path)).ToHashSet(StringComparer.Ordinal);
        var handWritten = inputs.Where(input => !outputs.Contains(input)).ToHashSet(StringComparer.Ordinal);
        return [.. outputs
            .Select(output => Path.GetDirectoryName(output)!)
            .Distinct(StringComparer.Ordinal)
            .SelectMany(folder => files.Files(folder, recursive: false))
            .Where(file => s_dataEndings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
            .Where(file => !file.EndsWith(".manifest.json", StringComparison.Ordinal) && !claimed.Contains(file) && !handWritten.Contains(file))
            .Select(layout.Relative)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StatusReport))]
internal sealed partial class StatusReportJson : JsonSerializerContext;
