using TorchSharp.Autograd;
using TorchSharp.Ops;
using static TorchSharp.torch;

namespace TorchSharp.Fused;

/// <summary>The output head and the loss together. Gradients are made with the loss, chunk by chunk, so that the products of the head run once; the backward pass scales them.</summary>
internal static class LinearCrossEntropy
{
    /// <summary>Rows at a time: enough that packing the weight and passing over its gradient cost little beside the products.</summary>
    private const long RowsTogether = 1024;

    /// <summary>Scores at a time, 128 MiB of them, where the vocabulary is a large one.</summary>
    private const long ScoresTogether = 1 << 25;

    public static Tensor Apply(Tensor hidden, Tensor weight, Tensor targets, long ignored)
    {
        FusedOperations.Require(hidden, "LinearCrossEntropy");
        FusedOperations.Require(weight, "LinearCrossEntropy");
        if (hidden.Shape.Length != 2 || weight.Shape.Length != 2 || targets.Shape.Length != 1 || targets.Shape[0] != hidden.Shape[0])
            throw new ArgumentException($"LinearCrossEntropy takes hidden [rows, size], weight [classes, size] and targets [rows], not {Layouts.Layout.Text(hidden.Shape)}, {Layouts.Layout.Text(weight.Shape)} and {Layouts.Layout.Text(targets.Shape)}");
        var (wantsHidden, wantsWeight) = (Graph.Records(hidden), Graph.Records(weight));
        var dHidden = wantsHidden ? Tensor.Allocate(hidden.Shape, ScalarType.Float32) : null;
        var dWeight = wantsWeight ? Tensor.Allocate(weight.Shape, ScalarType.Float32) : null;
        if (hidden.Shape[0] == 0)
            dWeight?.zero_();
        var sum = 0.0;
        var chunk = Math.Clamp(ScoresTogether / weight.Shape[0], 1, RowsTogether);
        for (var row = 0L; row < hidden.Shape[0]; row += chunk)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(chunk, hidden.Shape[0] - row);
            sum += Chunk(hidden.detach().narrow(0, row, count), weight.detach(), targets.narrow(0, row, count), ignored, dHidden?.narrow(0, row, count), dWeight, add: row > 0);
        }

        return Graph.Record(tensor((float)sum), [hidden, weight], node =>
        {
            var (h, w) = (Kept(node, dHidden), Kept(node, dWeight));
            return gradient => [Scaled(h, gradient), Scaled(w, gradient)];
        });
    }

    /// <summary>The graph alone holds the gradients.</summary>
    private static Saved? Kept(Node node, Tensor? slopes)
    {
        if (slopes is null)
            return null;
        var saved = node.Save(slopes);
        slopes.Dispose();
        return saved;
    }

    /// <summary>In place where nobody will ask again: the weight's gradient is as large as the vocabulary.</summary>
    private static Tensor? Scaled(Saved? slopes, Tensor gradient) => slopes is null ? null : Engine.IsLast && slopes.Value.Buffer.IsSole ? slopes.Value.mul_(gradient) : slopes.Value.mul(gradient);

    private static double Chunk(Tensor hidden, Tensor weight, Tensor targets, long ignored, Tensor? dHidden, Tensor? dWeight, bool add)
    {
        var scores = MatrixProducts.Linear(hidden, weight);
        if (dHidden is null && dWeight is null)
            return CrossEntropy.Loss(scores, targets, ignored, nn.Reduction.Sum).item<float>();
        var loss = CrossEntropy.SlopesInPlace(scores, targets, ignored);
        if (dHidden is not null)
            MatrixProducts.Into(scores, weight, dHidden, add: false);
        if (dWeight is not null)
            MatrixProducts.Into(MatrixProducts.Transposed(scores), hidden, dWeight, add);
        return loss;
    }
}
