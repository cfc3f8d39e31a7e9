using SynthTrain.Models.Safetensors;

namespace SynthTrain.Models.HuggingFace;

/// <summary>Merges an adapter into its base model: W + s·B·A, with DoRA each row scaled to its magnitude [PEFT src/peft/tuners/lora/layer.py, dora.py].</summary>
/// <remarks>Computed in double precision and rounded once to the base's type. Memory is that of the adapter and a few megabytes.</remarks>
public sealed class AdapterMerge : IWeightChange
{
    private const string Output = "lm_head.weight";

    /// <summary>Starts at which B·A is 0, so that the base stays as it was. The others (PiSSA, OLoRA, CorDA, LoftQ, LoRA-GA) take B·A out of the base's weights [PEFT src/peft/tuners/lora/layer.py].</summary>
    private static readonly string[] s_startsAtZero = ["true", "false", "gaussian", "eva", "orthogonal"];

    private readonly Dictionary<string, LowRankChange> _layers = new(StringComparer.Ordinal);

    private AdapterMerge()
    {
    }

    /// <summary>Writes the merged model into a folder.</summary>
    /// <exception cref="ModelException">The adapter does not fit the model (<see cref="ModelFault.AdapterMismatch"/>), or changed it before the training (<see cref="ModelFault.UnsupportedModel"/>).</exception>
    public static void Write(HuggingFaceModel model, Adapter adapter, string folder) => ModelFolderWriter.Write(model, folder, Of(model, adapter));

    /// <summary>Writes the merged weights alone.</summary>
    /// <param name="model">The base.</param>
    /// <param name="adapter">What changes it.</param>
    /// <param name="open">Opens the stream of a weights file by its name, such as <c>model.safetensors</c>; it is disposed of here.</param>
    /// <param name="cancellation">Stops between tensors.</param>
    /// <exception cref="ModelException">The adapter does not fit the model (<see cref="ModelFault.AdapterMismatch"/>), or changed it before the training (<see cref="ModelFault.UnsupportedModel"/>).</exception>
    public static void WriteWeights(HuggingFaceModel model, Adapter adapter, Func<string, Stream> open, CancellationToken cancellation = default) =>
        WriteWeights(model, adapter, open, null, cancellation);

    /// <summary>Writes the merged weights alone.</summary>
    /// <param name="model">The base.</param>
    /// <param name="adapter">What changes it.</param>
    /// <param name="open">Opens the stream of a weights file by its name, such as <c>model.safetensors</c>; it is disposed of here.</param>
    /// <param name="progress">Hears of every tensor that was written, in file order.</param>
    /// <param name="cancellation">Stops between tensors.</param>
    /// <exception cref="ModelException">The adapter does not fit the model (<see cref="ModelFault.AdapterMismatch"/>), or changed it before the training (<see cref="ModelFault.UnsupportedModel"/>).</exception>
    public static void WriteWeights(HuggingFaceModel model, Adapter adapter, Func<string, Stream> open, Action<WrittenTensor>? progress, CancellationToken cancellation = default)
    {
        var merge = Of(model, adapter);
        var (number, count) = (0, model.Weights.Files.Sum(file => file.Tensors.Count));
        foreach (var file in model.Weights.Files)
        {
            cancellation.ThrowIfCancellationRequested();
            using var stream = open(Path.GetFileName(file.Name));
            ModelFolderWriter.WriteWeights(file, stream, merge, Wrote);
        }

        void Wrote(string name)
        {
            progress?.Invoke(new(name, ++number, count));
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private static AdapterMerge Of(HuggingFaceModel model, Adapter adapter)
    {
        var start = adapter.Config.InitLoraWeights;
        if (!s_startsAtZero.Contains(start, StringComparer.OrdinalIgnoreCase))
            throw new ModelException(ModelFault.UnsupportedModel, $"'init_lora_weights' of '{adapter.ConfigFile}' is '{start}'; only {string.Join(", ", s_startsAtZero)} can be merged: other starts change the base's weights before the training, so that the adapter does not fit the base that was published. "
                + "Save it as plain LoRA with PEFT first (save_pretrained with 'path_initial_model_for_weight_conversion'), and merge that", adapter.ConfigFile);
        var merge = new AdapterMerge();
        foreach (var module in adapter.Modules.Values)
            merge._layers.Add(module.Weight, Read(model, adapter, module));
        if (merge._layers.Count == 0)
            throw new ModelException(ModelFault.AdapterMismatch, $"the adapter '{adapter.Weights.Name}' has no layers", adapter.Weights.Name);
        return merge;
    }

    bool IWeightChange.Changes(string name) => _layers.ContainsKey(name);

    void IWeightChange.Change(SafetensorsTensor tensor, long firstRow, Span<float> rows) => _layers[tensor.Name].AddTo(rows, (int)firstRow);

    private static LowRankChange Read(HuggingFaceModel model, Adapter adapter, AdapterModule module)
    {
        if (module.Weight == Output && model.Config.TieWordEmbeddings)
            throw new ModelException(ModelFault.AdapterMismatch, $"the adapter changes '{module.Name}', but the output of '{model.Folder}' is its embedding ('tie_word_embeddings'): the change would be lost; train an adapter without '{module.Name}', or untie the model first", adapter.Weights.Name);
        if (model.Weights.Find(module.Weight) is not { } place)
            throw new ModelException(ModelFault.AdapterMismatch, $"the adapter changes '{module.Name}', which '{model.Folder}' does not have: it belongs to another base model", adapter.Weights.Name);
        if (place.Tensor.Shape is not [var outputs, var inputs] || module.A.Shape[1] != inputs || module.B.Shape[0] != outputs)
            throw new ModelException(ModelFault.AdapterMismatch, $"the adapter changes '{module.Name}' of shape [{module.B.Shape[0]}, {module.A.Shape[1]}], but that of '{model.Folder}' has [{string.Join(", ", place.Tensor.Shape)}]: it belongs to another base model", adapter.Weights.Name);
        return new(adapter.Weights.ReadFloats(module.A), adapter.Weights.ReadFloats(module.B), module.Magnitude is { } magnitude ? adapter.Weights.ReadFloats(magnitude) : [],
            adapter.Config.Scaling(module.Name, module.Rank), module.Rank);
    }
}
