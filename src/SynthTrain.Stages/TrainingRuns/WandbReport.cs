using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Runs;
using SynthTrain.Training.Runs.Reports;

namespace SynthTrain.Stages.TrainingRuns;

/// <summary>Hands a run's event file, project and configuration to Weights &amp; Biases' own program <c>wandb sync</c>; where that is not installed, or fails, a warning says the command.</summary>
/// <remarks>It gets copies in the stage's own folder, because the outputs appear only when the whole stage has succeeded.</remarks>
internal sealed class WandbReport(IReportProgram program)
{
    /// <summary>Hands over, when the configuration says <c>report_to: wandb</c>; never fails the stage.</summary>
    /// <param name="context">The stage.</param>
    /// <param name="options">Where to report, and the project.</param>
    /// <param name="configuration">The options.</param>
    /// <param name="metrics">What was logged.</param>
    /// <param name="cancellation">Stops the program.</param>
    public void Send(StageContext context, RunOptions options, JsonObject configuration, MetricsLog metrics, CancellationToken cancellation)
    {
        if (options.ReportTo != "wandb")
            return;
        var project = options.Project ?? "synthtrain";
        var output = Path.GetDirectoryName(context.Request.Outputs.First(file => file.Role == "tensorboard").Path)!.Replace('\\', '/');
        var command = $"wandb sync --sync-tensorboard --project={project} \"{output}\"";
        if (context.CheckpointDirectory is not { } folder)
            return;
        var handed = Path.Combine(folder, "wandb");
        string? fault;
        try
        {
            AtomicFile.Write(context.Files, Path.Combine(handed, "events.out.tfevents.synthtrain"), TensorBoardFile.ToBytes(metrics));
            AtomicFile.Write(context.Files, Path.Combine(handed, "config.yaml"), WandbConfig.ToUtf8(configuration, options.ReportFields));
            fault = program.Run("wandb", ["sync", "--sync-tensorboard", $"--project={project}", handed], new Dictionary<string, string> { ["WANDB_CONFIG_PATHS"] = Path.Combine(handed, "config.yaml") }, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fault = e.Message;
        }

        if (fault is not null)
            context.Diagnostics.Report(Diagnostic.Warning(Codes.ReportToolMissing, $"The run was not sent to Weights & Biases: {fault}. The event file is written; send it by hand: '{command}'."));
    }
}
