namespace SynthTrain.Training.Decoder;

/// <summary>down(silu(gate(x)) · up(x)) (Shazeer, "GLU variants improve Transformer", 2020).</summary>
internal sealed class FeedForward : nn.Module<Tensor, Tensor>
{
    private readonly Projection _gate;
    private readonly Projection _up;
    private readonly Projection _down;

    public FeedForward(DecoderParts parts)
        : base(nameof(FeedForward))
    {
        register_module("gate_proj", _gate = parts.Projection("gate_proj"));
        register_module("up_proj", _up = parts.Projection("up_proj"));
        register_module("down_proj", _down = parts.Projection("down_proj"));
    }

    public override Tensor forward(Tensor input) => _down.call(Operations.SiluMultiply(_gate.call(input), _up.call(input)));

    /// <summary>Fields are registered by the constructor, under Hugging Face's names; their own would be second ones.</summary>
    protected override void RegisterComponents()
    {
    }
}
