using System.Globalization;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.ModelFiles;
using SynthTrain.Stages.TrainingRuns;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Lora;
using SynthTrain.Training.Runs;
using SynthTrain.Training.Runs.Reports;

namespace SynthTrain.Stages.Dpo;

/// <summary>Writes what the stage declares: the model, its adapter where there is one, and what was measured.</summary>
internal sealed class DpoOutputs(StageContext context, LoadedModel model)
{
    private readonly HashSet<string> _declared = [.. context.Request.Outputs.Select(output => output.Role)];

    /// <summary>Writes a trained model.</summary>
    public void Write(RunOutcome outcome, DpoOptions training, LoraAdapters? adapters, CancellationToken cancellation)
    {
        TrainedModelWriter.Write(model, context.OpenOutput, adapters, cancellation);
        WriteMeasured(outcome, training, "trained");
    }

    /// <summary>Writes the model as it came: the same bytes where the files are there under the same names. A declared adapter is one that changes nothing.</summary>
    public void PassOn(DpoOptions training, CancellationToken cancellation)
    {
        var files = context.Inputs("model").ToDictionary(path => Path.GetFileName(path), StringComparer.Ordinal);
        var missing = TrainedModelWriter.Roles.Where(role => !files.ContainsKey(role)).ToHashSet(StringComparer.Ordinal);
        foreach (var role in TrainedModelWriter.Roles.Where(files.ContainsKey))
            Copy(files[role], role, cancellation);
        var adapters = training.Lora is { } lora && TrainedModelWriter.AdapterRoles.All(_declared.Contains) ? LoraAdapters.Attach(model.Decoder, lora, training.Run.Seed) : null;
        if (missing.Count > 0 || adapters is not null)
            TrainedModelWriter.Write(model, role => missing.Contains(role) || TrainedModelWriter.AdapterRoles.Contains(role) ? context.OpenOutput(role) : Stream.Null, adapters, cancellation);
        WriteMeasured(new RunOutcome(new RunProgress(), 0, new MetricsLog()), training, "too few pairs: the model passed on unchanged");
    }

    private void WriteMeasured(RunOutcome outcome, DpoOptions training, string result) => RunOutputs.Write(
        context,
        $"Preferences: {context.Options.Text("name") ?? training.Base}",
        outcome,
        [new("Result", [new("result", result)]), new("Options", OptionRows.Of(TrainingOptionsJson.ToJson(training)))]);

    private void Copy(string path, string role, CancellationToken cancellation)
    {
        using var source = context.Files.OpenRead(path);
        using var target = context.OpenOutput(role);
        FileCopy.Copy(source, target, cancellation);
    }
}
