using TorchSharp.Modules;
using F = TorchSharp.torch.nn.functional;

namespace SynthTrain.Training.Lora;

/// <summary>One of the two small matrices, as a module, so that its weight has PEFT's name.</summary>
internal sealed class LoraMatrix : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _weight;

    public LoraMatrix(Parameter weight)
        : base(nameof(LoraMatrix)) => register_parameter("weight", _weight = weight);

    public Parameter Weight => _weight;

    public override Tensor forward(Tensor input) => F.linear(input, _weight);

    /// <summary>The field is registered above, under its own name.</summary>
    protected override void RegisterComponents()
    {
    }
}
