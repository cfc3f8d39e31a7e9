using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Lora;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace SynthTrain.Bench.Torch;

/// <summary>The product's own decoder with random weights, tied embeddings and, where asked for, its adapters of rank 16 on every projection: what is measured is what ships.</summary>
internal sealed class BenchModel : IDisposable
{
    private readonly FusedDoor? _fused;
    private readonly DecoderModel _model;

    /// <param name="shape">The sizes.</param>
    /// <param name="lora">Whether only adapters learn.</param>
    /// <param name="fused">The fused loss, or none for the public operations.</param>
    public BenchModel(LlamaShape shape, bool lora, FusedDoor? fused)
    {
        _fused = fused;
        var config = shape.Config();
        _model = new DecoderModel(config, ModelTensors.Expected(config).ToDictionary(entry => entry.Key, entry => Weight(entry.Value), StringComparer.Ordinal));
        Trained = [.. _model.parameters()];
        if (lora)
            Trained = [.. LoraAdapters.Attach(_model, new LoraOptions { Rank = 16, Alpha = 32, Dropout = 0, Targets = ["all-linear"] }, seed: 1).Parameters.Select(entry => entry.Value)];
    }

    public IReadOnlyList<Parameter> Trained { get; }

    public void Dispose() => _model.Dispose();

    /// <summary>The mean over all tokens but each row's first.</summary>
    public Tensor Loss(Tensor ids)
    {
        var (rows, length) = (ids.shape[0], ids.shape[1] - 1);
        var hidden = _model.Hidden(ids).narrow(1, 0, length).reshape(rows * length, -1);
        var targets = ids.narrow(1, 1, length).reshape(-1);
        return _fused is not null
            ? _fused.LinearCrossEntropy(hidden, _model.Head, targets, -100) / (rows * length)
            : F.cross_entropy(_model.Logits(hidden), targets);
    }

    private static Parameter Weight(long[] shape)
    {
        using var scope = NewDisposeScope();
        var parameter = nn.Parameter(shape.Length == 1 ? ones(shape[0]) : randn(shape[0], shape[1]) * (shape[0] > 4000 ? 1 : 1 / Math.Sqrt(shape[1])));
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
