using SynthTrain.Models;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.Decoder;
using TorchSharp.Modules;

namespace SynthTrain.Training.Lora;

public sealed partial class LoraAdapters
{
    /// <summary>What <c>adapter_model.safetensors</c> holds, by PEFT's names.</summary>
    public IReadOnlyDictionary<string, (long[] Shape, float[] Values)> Weights() =>
        Layers.SelectMany(Parts).ToDictionary(part => Adapter.TensorName(part.Module, part.Part), part => (part.Value.shape, Floats(part.Value)), StringComparer.Ordinal);

    /// <summary>Writes a PEFT folder: <c>adapter_config.json</c>, <c>adapter_model.safetensors</c>, <c>README.md</c>.</summary>
    /// <param name="folder">Made when it is not there.</param>
    /// <param name="baseModel">The base by the name that PEFT shall find it under; default: as the config has it.</param>
    public void Write(string folder, string? baseModel = null)
    {
        Config = Config with { BaseModel = baseModel ?? Config.BaseModel };
        Adapter.Write(folder, Config, Weights());
        File.WriteAllText(Path.Combine(folder, "README.md"), AdapterCard.Text(Config));
    }

    /// <summary>Takes over the weights of an adapter of the same layers, as when a run goes on.</summary>
    /// <exception cref="ModelException"><see cref="ModelFault.AdapterMismatch"/>: it has other layers or ranks.</exception>
    public void Load(Adapter adapter)
    {
        CheckFit(_model, adapter);
        using var scope = NewDisposeScope();
        using var none = no_grad();
        foreach (var (name, layer) in Layers)
        {
            if (!adapter.Modules.TryGetValue(name, out var module) || module.Rank != layer.Options.Rank || adapter.Modules.Count != _layers.Count || (module.Magnitude is null) != (layer.Magnitude is null))
                throw new ModelException(ModelFault.AdapterMismatch, $"the adapter '{adapter.Weights.Name}' is of another shape than the one that is attached: '{name}' has rank {layer.Options.Rank}{(layer.Options.UseDora ? " and a magnitude" : "")} here", adapter.Weights.Name);
            layer.A.copy_(tensor(adapter.Weights.ReadFloats(module.A), [.. module.A.Shape]));
            layer.B.copy_(tensor(adapter.Weights.ReadFloats(module.B), [.. module.B.Shape]));
            if (module.Magnitude is { } magnitude)
                layer.Magnitude!.copy_(tensor(adapter.Weights.ReadFloats(magnitude), [.. magnitude.Shape]));
        }
    }

    /// <summary>The values of one of the model's weights with its adapter merged: W + scaling · B·A, with DoRA scaled to the magnitude, in double precision.</summary>
    /// <param name="name">A name of <see cref="ModelTensors.Expected"/>.</param>
    public float[] Merged(string name)
    {
        var parameter = _model.get_parameter(name) ?? throw new ArgumentException($"the model has no weight '{name}'", nameof(name));
        var values = Floats(parameter);
        if (name.EndsWith(".weight", StringComparison.Ordinal) && _layers.TryGetValue(name[..^".weight".Length], out var entry))
        {
            var layer = entry.Layer;
            new LowRankChange(Floats(layer.A), Floats(layer.B), layer.Magnitude is { } magnitude ? Floats(magnitude) : [], layer.Options.Scaling, layer.Options.Rank).AddTo(values, 0);
        }

        return values;
    }

    private static void CheckFit(DecoderModel model, Adapter adapter)
    {
        var projections = model.Projections.ToDictionary(entry => entry.Name, entry => entry.Layer, StringComparer.Ordinal);
        if (adapter.Modules.Count == 0)
            throw new ModelException(ModelFault.AdapterMismatch, $"the adapter '{adapter.Weights.Name}' has no layers", adapter.Weights.Name);
        foreach (var module in adapter.Modules.Values)
        {
            if (!projections.TryGetValue(module.Name, out var projection))
                throw new ModelException(ModelFault.AdapterMismatch, $"the adapter changes '{module.Name}', which is no linear layer of the base model's blocks: it belongs to another base model", adapter.Weights.Name);
            if (projection.Weight.shape[0] != module.B.Shape[0] || projection.Weight.shape[1] != module.A.Shape[1])
                throw new ModelException(ModelFault.AdapterMismatch, $"the adapter changes '{module.Name}' of shape [{module.B.Shape[0]}, {module.A.Shape[1]}], but that of the base model has [{string.Join(", ", projection.Weight.shape)}]: it belongs to another base model", adapter.Weights.Name);
        }
    }

    private static float[] Floats(Parameter parameter)
    {
        using var scope = NewDisposeScope();
        return parameter.detach().cpu().to_type(ScalarType.Float32).data<float>().ToArray();
    }
}
