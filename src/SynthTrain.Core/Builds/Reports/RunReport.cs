using System.Text.Json;
using System.Text.Json.Serialization;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Builds.Reports;

/// <summary>What the stages of a run took when they made what stands: the actual figures, read from their manifests.</summary>
/// <param name="Run">The run.</param>
/// <param name="Stages">Those that were made, in the order they were asked.</param>
/// <param name="NotMade">Those that were not.</param>
public sealed record RunReport(string Run, IReadOnlyList<StageReport> Stages, IReadOnlyList<string> NotMade)
{
    /// <summary>Seconds of all stages.</summary>
    public double Seconds => Stages.Sum(stage => stage.Seconds);

    /// <summary>Requests of all stages.</summary>
    public long Requests => Stages.Sum(stage => stage.Requests);

    /// <summary>Tokens sent by all stages.</summary>
    public long InputTokens => Stages.Sum(stage => stage.InputTokens);

    /// <summary>Tokens received by all stages.</summary>
    public long OutputTokens => Stages.Sum(stage => stage.OutputTokens);

    /// <summary>US dollars of all stages; null when a model has no price.</summary>
    public decimal? Cost => Stages.Any(stage => stage.Cost is null) ? null : Stages.Sum(stage => stage.Cost);

    /// <summary>Reads the manifests of one or several runs.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="projectDirectory">The project's folder.</param>
    /// <param name="requests">The stages, in the order to print them.</param>
    public static IReadOnlyList<RunReport> Of(IFileSystem files, string projectDirectory, IReadOnlyList<StageRequest> requests)
    {
        var layout = new ProjectLayout(projectDirectory);
        var states = StatusReport.Of(files, projectDirectory, requests).Stages;
        var reports = new List<RunReport>();
        foreach (var run in requests.Zip(states).GroupBy(pair => pair.First.Run, StringComparer.Ordinal))
        {
            var (made, missing) = (new List<StageReport>(), new List<string>());
            foreach (var (request, status) in run)
            {
                if (ManifestFile.Read(files, layout.Absolute(request.Manifest)) is { } manifest)
                    made.Add(StageReport.Of(manifest, status.State));
                else
                    missing.Add(request.Stage);
            }

            reports.Add(new(run.Key, made, missing));
        }

        return reports;
    }

    /// <summary>JSON for programs.</summary>
    public static string ToJson(IReadOnlyList<RunReport> reports) => JsonSerializer.Serialize(reports, RunReportJson.Default.IReadOnlyListRunReport) + "\n";

    /// <summary>Lines for people.</summary>
    public IReadOnlyList<string> ToLines() => RunReportText.Of(this);
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<RunReport>))]
internal sealed partial class RunReportJson : JsonSerializerContext;
