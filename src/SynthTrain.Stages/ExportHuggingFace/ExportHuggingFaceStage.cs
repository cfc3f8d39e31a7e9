using SynthTrain.Core.Stages;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Stages.ModelFiles;

namespace SynthTrain.Stages.ExportHuggingFace;

/// <summary>
/// Copies a model as a Hugging Face folder; an adapter is merged into the weights. Inputs: <c>model</c> (the folder's files), optional <c>adapter</c> (a PEFT folder's files).
/// Outputs: one for each file of the model, under its name.
/// </summary>
[Stage("exporthuggingface")]
public sealed class ExportHuggingFaceStage : IStage
{
    /// <inheritdoc/>
    public Task<StageResult> RunAsync(StageContext context, CancellationToken cancellationToken) => Task.FromResult(context.Coded(() => Export(context, cancellationToken)));

    private static StageResult Export(StageContext context, CancellationToken cancellationToken)
    {
        using var model = ModelSource.Of(context).Open(context);
        var adapter = context.Inputs("adapter") is [var file, ..] ? Path.GetDirectoryName(file) : null;
        // A training saves the tokenizer that it used beside its adapter.
        var beside = context.Inputs("adapter").Where(path => !Path.GetFileName(path).StartsWith("adapter_", StringComparison.Ordinal)).ToDictionary(path => Path.GetFileName(path), StringComparer.Ordinal);
        foreach (var name in context.Request.Outputs.Select(output => output.Role))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (adapter is null || !name.EndsWith(".safetensors", StringComparison.Ordinal))
                Copy(context, name, beside.GetValueOrDefault(name) ?? context.Inputs("model").First(path => Path.GetFileName(path) == name), cancellationToken);
        }

        var merged = adapter is null ? 0 : Merge(context, model, adapter, cancellationToken);
        var tensors = model.Weights.Files.Sum(weights => weights.Tensors.Count);
        return new StageResult
        {
            RowsIn = tensors,
            Accepted = tensors,
            Unit = "tensors",
            Figures = adapter is null ? [] : [new("merged", $"{merged} layers of '{context.Display(adapter)}'")],
        };
    }

    private static int Merge(StageContext context, HuggingFaceModel model, string folder, CancellationToken cancellationToken)
    {
        using var adapter = Adapter.Open(folder);
        AdapterMerge.WriteWeights(
            model,
            adapter,
            context.OpenOutput,
            tensor => context.Progress?.Report(new StageProgress(tensor.Number, tensor.Count, 0, 0, null) { Unit = "tensors" }),
            cancellationToken);
        return adapter.Modules.Count;
    }

    private static void Copy(StageContext context, string name, string path, CancellationToken cancellationToken)
    {
        using var source = context.Files.OpenRead(path);
        using var target = context.OpenOutput(name);
        FileCopy.Copy(source, target, cancellationToken);
    }
}
