using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Rows of a table by number.</summary>
public sealed class Embedding : nn.Module<Tensor, Tensor>
{
    private Parameter _weight;

    internal Embedding(Parameter weight)
        : base(nameof(Embedding)) => register_parameter(nameof(weight), _weight = weight);

    /// <summary>[numbers, size].</summary>
    public Parameter weight
    {
        get => _weight;
        set => register_parameter(nameof(weight), _weight = value);
    }

    public override Tensor forward(Tensor input) => Ops.Indexing.Embedding(input, _weight);
}
