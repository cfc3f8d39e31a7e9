using TorchSharp.Autograd;
using TorchSharp.Kernels;
using TorchSharp.Memory;
using static TorchSharp.torch;

namespace TorchSharp.Ops;

/// <summary>Negative log-likelihood of one class a row, straight from scores: nothing of the scores' size is kept but the scores themselves.</summary>
internal static unsafe class CrossEntropy
{
    /// <param name="scores">[rows, classes].</param>
    /// <param name="targets">[rows]; rows of <paramref name="ignored"/> count for nothing.</param>
    /// <param name="reduction">How rows become the result; the mean is over the rows that count.</param>
    public static Tensor Loss(Tensor scores, Tensor targets, long ignored, nn.Reduction reduction)
    {
        if (scores.dtype != ScalarType.Float32)
            return Floating.Around(scores, wide => Loss(wide, targets, ignored, reduction));
        if (scores.Shape.Length != 2 || targets.Shape.Length != 1 || targets.Shape[0] != scores.Shape[0])
            throw new ArgumentException($"cross_entropy takes scores [rows, classes] and targets [rows] here, not {Layouts.Layout.Text(scores.Shape)} and {Layouts.Layout.Text(targets.Shape)}");
        var numbers = targets.to_type(ScalarType.Int64).contiguous();
        Check(numbers, scores.Shape[1], ignored);
        var rows = scores.contiguous();
        var sums = Tensor.Allocate([rows.Shape[0]], ScalarType.Float32);
        var losses = RowLosses(rows, numbers, sums, ignored);
        var counted = 0L;
        foreach (var number in numbers.Values<long>())
            counted += number == ignored ? 0 : 1;
        Graph.Record(losses, rows, node =>
        {
            var (input, logs, classes) = (node.Save(rows), node.Save(sums), node.Save(numbers));
            return gradient => Gradient(input.Value, classes.Value, logs.Value, gradient.contiguous(), ignored);
        });
        return reduction switch
        {
            nn.Reduction.None => losses,
            nn.Reduction.Sum => losses.sum(),
            _ => losses.sum().div(counted),
        };
    }

    /// <summary>The sum of the losses; scores become its gradients.</summary>
    /// <param name="scores">Dense, [rows, classes].</param>
    public static double SlopesInPlace(Tensor scores, Tensor targets, long ignored)
    {
        var numbers = targets.to_type(ScalarType.Int64).contiguous();
        var (rows, classes) = (scores.Shape[0], (int)scores.Shape[1]);
        Check(numbers, classes, ignored);
        var losses = new double[rows];
        var (s, t) = ((nint)scores.Pointer<float>(), (nint)numbers.Pointer<long>());
        Threads.For(rows, row =>
        {
            var values = new Span<float>((float*)s + row * classes, classes);
            var target = ((long*)t)[row];
            if (target == ignored)
            {
                values.Clear();
                return;
            }

            var (own, top) = (values[(int)target], TensorPrimitives.Max<float>(values));
            var sum = Exponential.OfEach(values, 1, top);
            TensorPrimitives.Multiply(values, 1 / sum, values);
            values[(int)target] -= 1;
            losses[row] = MathF.Log(sum) + top - own;
        }, scores.NumberOfElements);
        return losses.Sum();
    }

    private static Tensor RowLosses(Tensor scores, Tensor targets, Tensor sums, long ignored)
    {
        var (rows, classes) = (scores.Shape[0], scores.Shape[1]);
        var losses = Tensor.Allocate([rows], ScalarType.Float32);
        var (s, t, l, z) = ((nint)scores.Pointer<float>(), (nint)targets.Pointer<long>(), (nint)losses.Pointer<float>(), (nint)sums.Pointer<float>());
        Threads.For(rows, row =>
        {
            var target = ((long*)t)[row];
            ((float*)l)[row] = 0;
            if (target == ignored)
                return;
            using var scratch = new Rented(classes);
            var scoresOfRow = new ReadOnlySpan<float>((float*)s + row * classes, (int)classes);
            var log = Softmax.LogSumExp(scoresOfRow, scratch.Floats);
            ((float*)z)[row] = log;
            ((float*)l)[row] = log - scoresOfRow[(int)target];
        }, scores.NumberOfElements);
        return losses;
    }

    private static Tensor Gradient(Tensor scores, Tensor targets, Tensor sums, Tensor gradient, long ignored)
    {
        var (rows, classes) = (scores.Shape[0], scores.Shape[1]);
        var result = Tensor.Allocate(scores.Shape, ScalarType.Float32);
        var (s, t, z, g, r) = ((nint)scores.Pointer<float>(), (nint)targets.Pointer<long>(), (nint)sums.Pointer<float>(), (nint)gradient.Pointer<float>(), (nint)result.Pointer<float>());
        Threads.For(rows, row =>
        {
            var to = new Span<float>((float*)r + row * classes, (int)classes);
            var target = ((long*)t)[row];
            if (target == ignored)
            {
                to.Clear();
                return;
            }

            TensorPrimitives.Subtract(new ReadOnlySpan<float>((float*)s + row * classes, (int)classes), ((float*)z)[row], to);
            TensorPrimitives.Exp(to, to);
            to[(int)target] -= 1;
            TensorPrimitives.Multiply(to, ((float*)g)[row], to);
        }, scores.NumberOfElements);
        return result;
    }

    private static void Check(Tensor targets, long classes, long ignored)
    {
        foreach (var target in targets.Values<long>())
        {
            if (target != ignored && (target < 0 || target >= classes))
                throw new ArgumentOutOfRangeException(nameof(targets), $"cross_entropy: target {target} is out of range, 0 to {classes - 1} and {ignored} are allowed");
        }
    }
}
