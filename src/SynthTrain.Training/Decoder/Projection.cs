using TorchSharp.Modules;
using F = TorchSharp.torch.nn.functional;

namespace SynthTrain.Training.Decoder;

/// <summary>x · weightᵀ + bias, and what an adapter adds. One class for every linear layer of a decoder, so that adapters attach without changing the tree of modules.</summary>
public sealed class Projection : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _weight;
    private readonly Parameter? _bias;
    private nn.Module<Tensor, Tensor, Tensor>? _adapter;

    /// <summary>Takes over its tensors.</summary>
    /// <param name="weight">[out, in].</param>
    /// <param name="bias">[out].</param>
    public Projection(Parameter weight, Parameter? bias)
        : base(nameof(Projection))
    {
        register_parameter("weight", _weight = weight);
        if ((_bias = bias) is not null)
            register_parameter("bias", bias!);
    }

    /// <summary>[out, in].</summary>
    public Parameter Weight => _weight;

    /// <summary>[out].</summary>
    public Parameter? Bias => _bias;

    /// <summary>What takes (x, x · weightᵀ + bias) and gives the layer's result; its parameters appear under this module's path.</summary>
    public nn.Module<Tensor, Tensor, Tensor>? Adapter => _adapter;

    /// <summary>Whether the adapter is left out, as when the base model is the reference.</summary>
    public bool AdapterDisabled { get; set; }

    /// <summary>Attaches an adapter; the base weight stops learning.</summary>
    /// <remarks>Its parameters are named by the adapter after PEFT's names, so they read <c>…q_proj.lora_A.weight</c>.</remarks>
    public void Attach(nn.Module<Tensor, Tensor, Tensor> adapter)
    {
        _adapter = adapter;
        foreach (var (name, module) in adapter.named_children())
            register_module(name, module);
        foreach (var (name, parameter) in adapter.named_parameters(recurse: false))
            register_parameter(name, parameter);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        if (_adapter is null || AdapterDisabled)
            return F.linear(input, _weight, _bias);
        if ((_adapter as IPlainLowRank)?.Plain is { } plain && Operations.LoraLinear(input, _weight, plain.A, plain.B, plain.Scaling) is { } sum)
            return _bias is null ? sum : sum + _bias;
        return _adapter.call(input, F.linear(input, _weight, _bias));
    }

    /// <summary>Fields are registered by the constructor, under Hugging Face's names; their own would be second ones.</summary>
    protected override void RegisterComponents()
    {
    }
}
