using TorchSharp.Modules;

namespace SynthTrain.Training.Optimization;

/// <summary>A weight that learns.</summary>
/// <param name="Name">Its path in the model, such as <c>model.layers.0.self_attn.q_proj.weight</c>.</param>
/// <param name="Value">The weight.</param>
public sealed record NamedParameter(string Name, Parameter Value)
{
    /// <summary>The weights of a module that require a gradient, by their first name where two names share one.</summary>
    public static IReadOnlyList<NamedParameter> Learning(nn.Module module)
    {
        var seen = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
        return [.. module.named_parameters().Where(entry => entry.parameter.requires_grad && seen.Add(entry.parameter)).Select(entry => new NamedParameter(entry.name, entry.parameter))];
    }
}
