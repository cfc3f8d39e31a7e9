using F = TorchSharp.torch.nn.functional;

namespace SynthTrain.Training.Decoder;

/// <summary>The head's product and the loss a chunk of rows at a time, composed of public operations: each chunk's scores live until its own gradients are made.</summary>
internal static class ChunkedCrossEntropy
{
    /// <summary>Scores at a time; 256 MiB of float32.</summary>
    public const long ScoresTogether = 1 << 26;

    public static Tensor Apply(Tensor hidden, Tensor weight, Tensor targets, long ignored)
    {
        var chunk = Math.Max(1, ScoresTogether / weight.shape[0]);
        Tensor? total = null;
        for (var row = 0L; row < hidden.shape[0]; row += chunk)
        {
            var count = Math.Min(chunk, hidden.shape[0] - row);
            var scores = F.linear(hidden.narrow(0, row, count), weight).to_type(ScalarType.Float32);
            var loss = F.cross_entropy(scores, targets.narrow(0, row, count), ignore_index: ignored, reduction: nn.Reduction.Sum);
            total = total is null ? loss : total + loss;
        }

        return total ?? throw new ArgumentException("no rows", nameof(hidden));
    }
}
