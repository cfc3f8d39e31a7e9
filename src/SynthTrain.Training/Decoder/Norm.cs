using TorchSharp.Modules;

namespace SynthTrain.Training.Decoder;

/// <summary>Root mean square norm (Zhang and Sennrich, 2019).</summary>
public sealed class Norm : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _weight;
    private readonly double _eps;

    /// <summary>Takes over its weight.</summary>
    /// <param name="weight">[size].</param>
    /// <param name="eps">What is added to the mean square.</param>
    public Norm(Parameter weight, double eps)
        : base(nameof(Norm))
    {
        register_parameter("weight", weight);
        (_weight, _eps) = (weight, eps);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => Operations.RmsNorm(input, _weight, _eps);

    /// <summary>Fields are registered by the constructor, under Hugging Face's names; their own would be second ones.</summary>
    protected override void RegisterComponents()
    {
    }
}
