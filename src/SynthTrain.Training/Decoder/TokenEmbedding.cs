using TorchSharp.Modules;

namespace SynthTrain.Training.Decoder;

/// <summary>Rows of a table by token.</summary>
internal sealed class TokenEmbedding : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _weight;

    public TokenEmbedding(Parameter weight)
        : base(nameof(TokenEmbedding)) => register_parameter("weight", _weight = weight);

    public override Tensor forward(Tensor input) => _weight.index_select(0, input.reshape(-1)).view([.. input.shape, _weight.shape[1]]);

    /// <summary>Fields are registered by the constructor, under Hugging Face's names; their own would be second ones.</summary>
    protected override void RegisterComponents()
    {
    }
}
