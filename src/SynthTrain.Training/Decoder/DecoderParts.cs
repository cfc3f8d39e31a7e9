using TorchSharp.Modules;

namespace SynthTrain.Training.Decoder;

/// <summary>The weights below a path of the model, for the module of that path to take.</summary>
internal sealed class DecoderParts(IReadOnlyDictionary<string, Parameter> weights, double eps, string path = "")
{
    public DecoderParts At(string name) => new(weights, eps, $"{path}{name}.");

    public Parameter Weight(string name) => weights[$"{path}{name}.weight"];

    public Norm Norm(string name) => new(Weight(name), eps);

    public Projection Projection(string name) => new(Weight(name), weights.GetValueOrDefault($"{path}{name}.bias"));
}
