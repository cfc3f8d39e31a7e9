using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>x · weightᵀ + bias.</summary>
public sealed class Linear : nn.Module<Tensor, Tensor>
{
    private Parameter _weight;
    private Parameter? _bias;

    internal Linear(Parameter weight, Parameter? bias)
        : base(nameof(Linear))
    {
        register_parameter(nameof(weight), _weight = weight);
        if ((_bias = bias) is not null)
            register_parameter(nameof(bias), _bias!);
        (out_features, in_features) = (weight.Shape[0], weight.Shape[1]);
    }

    /// <summary>[out, in].</summary>
    public Parameter weight
    {
        get => _weight;
        set => register_parameter(nameof(weight), _weight = value);
    }

    public Parameter? bias
    {
        get => _bias;
        set
        {
            _bias = value;
            if (value is not null)
                register_parameter(nameof(bias), value);
        }
    }

    public long in_features { get; set; }

    public long out_features { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, _weight, _bias);
}
