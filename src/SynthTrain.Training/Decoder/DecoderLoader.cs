using SynthTrain.Models.HuggingFace;
using TorchSharp.Modules;

namespace SynthTrain.Training.Decoder;

/// <summary>Makes a decoder of stored weights.</summary>
public static class DecoderLoader
{
    /// <summary>Reads every tensor.</summary>
    /// <param name="config">The sizes.</param>
    /// <param name="read">The values of a tensor by its Hugging Face name, asked for once each.</param>
    /// <param name="placement">Type and device; default float32 on the processor.</param>
    public static DecoderModel Load(ModelConfig config, Func<string, float[]> read, Placement? placement = null)
    {
        placement ??= Placement.Default;
        var weights = new Dictionary<string, Parameter>(StringComparer.Ordinal);
        foreach (var (name, shape) in ModelTensors.Expected(config))
        {
            using var scope = NewDisposeScope();
            var values = tensor(read(name), shape).to_type(placement.WeightType).to(placement.Device);
            var weight = nn.Parameter(values);
            weight.DetachFromDisposeScope();
            weights[name] = weight;
        }

        return new DecoderModel(config, weights);
    }

    /// <summary>Reads a Hugging Face folder.</summary>
    public static DecoderModel Load(HuggingFaceModel model, Placement? placement = null) => Load(model.Config, model.Weights.ReadFloats, placement);
}
