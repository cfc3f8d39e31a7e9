using TorchSharp.Autograd;
using TorchSharp.Ops;
using static TorchSharp.torch;

namespace TorchSharp.Fused;

/// <summary>The output head and the loss together. Gradients are made with the loss, chunk by chunk, so that the products of the head run once; the backward pass scales them.</summary>
internal static class LinearCrossEntropy
{
    /// <summary>Scores at a time: 16 MiB of them stay near the cache.</summary>
    private const long ScoresTogether = 1 << 22;

    public static Tensor Apply(Tensor hidden, Tensor weight, Tensor targets, long ignored)
    {
        FusedOperations.Require(hidden, "LinearCrossEntropy");
        FusedOperations.Require(weight, "LinearCrossEntropy");
        if (hidden.Shape.Length != 2 || weight.Shape.Length != 2 || targets.Shape.Length != 1 || targets.Shape[0] != hidden.Shape[0])
            throw new ArgumentException($"LinearCrossEntropy takes hidden [rows, size], weight [classes, size] and targets [rows], not {Layouts.Layout.Text(hidden.Shape)}, {Layouts.Layout.Text(weight.Shape)} and {Layouts.Layout.Text(targets.Shape)}");
        var (wantsHidden, wantsWeight) = (Graph.Records(hidden), Graph.Records(weight));
        var dHidden = wantsHidden ? zeros(hidden.Shape) : null;
        var dWeight = wantsWeight ? zeros(weight.Shape) : null;
        var sum = 0.0;
        var chunk = Math.Max(1, ScoresTogether / weight.Shape[0]);
        for (var row = 0L; row < hidden.Shape[0]; row += chunk)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(chunk, hidden.Shape[0] - row);
            sum += Chunk(hidden.detach().narrow(0, row, count), weight.detach(), targets.narrow(0, row, count), ignored, dHidden?.narrow(0, row, count), dWeight);
        }

        return Graph.Record(tensor((float)sum), [hidden, weight], node =>
        {
            var (h, w) = (dHidden is null ? null : node.Save(dHidden), dWeight is null ? null : node.Save(dWeight));
            return gradient => [h?.Value.mul(gradient), w?.Value.mul(gradient)];
        });
    }

    private static double Chunk(Tensor hidden, Tensor weight, Tensor targets, long ignored, Tensor? dHidden, Tensor? dWeight)
    {
        var scores = MatrixProducts.Linear(hidden, weight);
        if (dHidden is null && dWeight is null)
            return CrossEntropy.Loss(scores, targets, ignored, nn.Reduction.Sum).item<float>();
        scores.requires_grad = true;
        var loss = CrossEntropy.Loss(scores, targets, ignored, nn.Reduction.Sum);
        var slopes = autograd.grad([loss], [scores])[0];
        if (dHidden is not null)
            MatrixProducts.Accumulate(slopes, weight, dHidden);
        if (dWeight is not null)
            MatrixProducts.Accumulate(Views.Transpose(slopes, 0, 1), hidden, dWeight);
        return loss.item<float>();
    }
}
