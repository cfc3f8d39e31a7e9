using SynthTrain.Training.Decoder;
using TorchSharp.Modules;
using F = TorchSharp.torch.nn.functional;

namespace SynthTrain.Training.Lora;

/// <summary>What a low-rank adapter adds to a linear layer: scaling · B·A·dropout(x) (Hu et al., "LoRA", 2021); with DoRA rows of W + scaling · B·A are normed and scaled by a magnitude (Liu et al., 2024)
/// [PEFT src/peft/tuners/lora/layer.py, dora.py].</summary>
/// <remarks>Its weights and arithmetic are float32 whatever the base has; the result has the base's type.</remarks>
public sealed class LoraLayer : nn.Module<Tensor, Tensor, Tensor>, IPlainLowRank
{
    private readonly Base _base;
    private readonly LoraMatrix _a;
    private readonly LoraMatrix _b;
    private readonly Parameter? _magnitude;

    /// <summary>Makes an adapter of zeros, whose magnitudes are the norms of the base's rows.</summary>
    /// <param name="projection">The layer that it will be attached to.</param>
    /// <param name="options">Sizes and factors.</param>
    public LoraLayer(Projection projection, LoraLayerOptions options)
        : base(nameof(LoraLayer))
    {
        (Options, _base) = (options, new Base(projection.Weight, projection.Bias));
        var weight = projection.Weight;
        register_module("lora_A", _a = new LoraMatrix(Zeros([options.Rank, weight.shape[1]], weight.device)));
        register_module("lora_B", _b = new LoraMatrix(Zeros([weight.shape[0], options.Rank], weight.device)));
        if (!options.UseDora)
            return;
        register_parameter("lora_magnitude_vector", _magnitude = Zeros([weight.shape[0]], weight.device));
        ResetMagnitude();
    }

    /// <summary>Sizes and factors.</summary>
    public LoraLayerOptions Options { get; }

    /// <summary>[rank, in].</summary>
    public Parameter A => _a.Weight;

    /// <summary>[out, rank].</summary>
    public Parameter B => _b.Weight;

    /// <summary>[out], with DoRA.</summary>
    public Parameter? Magnitude => _magnitude;

    /// <summary>Whether the next pass draws random numbers. The mode is that of A: the layer hears of <c>train</c> and <c>eval</c> through the modules that the projection took over.</summary>
    public bool Drops => _a.training && Options.Dropout > 0;

    (Parameter A, Parameter B, double Scaling)? IPlainLowRank.Plain => Drops || _magnitude is not null ? null : (A, B, Options.Scaling);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input1, Tensor input2)
    {
        var x = input1.to_type(ScalarType.Float32);
        var kept = Drops ? F.dropout(x, Options.Dropout, training: true) : x;
        var change = _b.call(_a.call(kept).mul(Options.Scaling));
        if (_magnitude is not null)
            change = Directed(kept, input2, change);
        return input2.add(change).to_type(input2.dtype);
    }

    /// <summary>Sets the magnitudes so that the layer gives what W + scaling · B·A gives.</summary>
    internal void ResetMagnitude()
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        _magnitude?.copy_(Norms());
    }

    /// <summary>The field is no child under its own name.</summary>
    protected override void RegisterComponents()
    {
    }

    /// <summary>(m / |W'| − 1) · W·x + (m / |W'|) · B·A·x with W' = W + B·A, whose norm is taken as constant. PEFT's base result is that of the dropped input while it drops.</summary>
    private Tensor Directed(Tensor kept, Tensor result, Tensor change)
    {
        var scale = _magnitude!.div(Norms());
        var product = Drops ? F.linear(kept, _base.Weight.to_type(ScalarType.Float32)) : _base.Bias is null ? result : result.sub(_base.Bias);
        return scale.sub(1).mul(product).add(scale.mul(change));
    }

    private Tensor Norms()
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var sum = _base.Weight.to_type(ScalarType.Float32).add(B.matmul(A).mul(Options.Scaling));
        return sum.pow(2).sum([1L]).sqrt().MoveToOuterDisposeScope();
    }

    /// <summary>A parameter outlives the scope that is open while it is made.</summary>
    private static Parameter Zeros(long[] shape, Device device)
    {
        var parameter = nn.Parameter(zeros(shape, ScalarType.Float32, device));
        parameter.DetachFromDisposeScope();
        return parameter;
    }

    /// <summary>Not among the layer's fields: those of a module become its parameters.</summary>
    private sealed record Base(Parameter Weight, Parameter? Bias);
}
