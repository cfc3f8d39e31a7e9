using SynthTrain.Training.Decoder;

namespace SynthTrain.Training.Data;

/// <summary>The loss of a batch and its gradients, with the scores of a part of the places at a time.</summary>
/// <remarks>Scores of all places at once would be the greatest thing in memory: each part's gradients are made before the next part's scores, and only then go through the blocks.</remarks>
internal static class SftLoss
{
    /// <summary>Scores at a time; 128 MiB of float32.</summary>
    private const long ScoresTogether = 1 << 25;

    /// <summary>Adds the gradients of Σ −log p ÷ <paramref name="total"/> and gives that sum.</summary>
    /// <param name="pass">The forward pass.</param>
    /// <param name="head">[V, D].</param>
    /// <param name="total">What the sum is divided by.</param>
    /// <param name="places">Places at a time; default by the size of the vocabulary.</param>
    public static double Backward(SftBatchPass pass, Tensor head, double total, long? places = null)
    {
        var count = pass.Targets.shape[0];
        var step = places ?? Math.Max(1, ScoresTogether / head.shape[0]);
        if (count <= step)
            return Part(pass.Hidden, head, pass.Targets, total);
        var (loss, gradients) = (0.0, new List<Tensor>());
        for (var first = 0L; first < count; first += step)
        {
            var rows = Math.Min(step, count - first);
            var hidden = pass.Hidden.narrow(0, first, rows).detach().requires_grad_(true);
            using (NewDisposeScope())
                loss += Part(hidden, head, pass.Targets.narrow(0, first, rows), total);
            gradients.Add(hidden.grad!);
        }

        pass.Hidden.backward([cat(gradients, 0)]);
        return loss;
    }

    private static double Part(Tensor hidden, Tensor head, Tensor targets, double total)
    {
        var loss = Operations.LinearCrossEntropy(hidden, head, targets) / total;
        loss.backward();
        return loss.item<float>();
    }
}
