using TorchSharp.Layouts;
using TorchSharp.Ops;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => Reductions.Sum(As(type), [], keepdim: false);

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => Reductions.Sum(As(type), [dim], keepdim);

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => Reductions.Sum(As(type), dim, keepdim);

        public Tensor mean() => Reductions.Mean(this, [], keepdim: false);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) => Reductions.Mean(As(type), dimensions, keepdim);

        public Tensor softmax(long dim, ScalarType? dtype = null) => Softmax.Probabilities(As(dtype), dim);

        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Softmax.Logarithms(As(dtype), dim);

        public Tensor logsumexp(long dim, bool keepdim = false) => Softmax.LogSum(this, dim, keepdim);

        /// <summary>The root of the sum of squares, or another p-norm of all elements.</summary>
        public Tensor norm(float p = 2) => p switch
        {
            2 => pow(2).sum().sqrt(),
            1 => abs().sum(),
            _ when float.IsPositiveInfinity(p) => abs().max(),
            _ => abs().pow(p).sum().pow(1 / p),
        };

        public Tensor norm(int dim, bool keepdim = false, float p = 2) => p == 2
            ? pow(2).sum(dim, keepdim).sqrt()
            : throw new NotSupportedException($"norm along a dimension is supported for p = 2, not {p}");

        /// <summary>The greatest element; its gradient goes to the first of equals.</summary>
        public Tensor max() => flatten().max(0).values;

        public Tensor min() => flatten().min(0).values;

        public (Tensor values, Tensor indices) max(long dim, bool keepdim = false) => Extreme(dim, keepdim, greatest: true);

        public (Tensor values, Tensor indices) min(long dim, bool keepdim = false) => Extreme(dim, keepdim, greatest: false);

        /// <summary>The index of the first greatest element of the flattened tensor.</summary>
        public Tensor argmax() => flatten().argmax(0);

        public Tensor argmax(long dim, bool keepdim = false) => Ranking.Extreme(this, dim, keepdim, greatest: true);

        /// <summary>The k greatest (or smallest) along a dimension, sorted; of equals the earlier first.</summary>
        public (Tensor values, Tensor indices) topk(int k, int dim = -1, bool largest = true, bool sorted = true) => Ranking.Top(this, k, dim, largest);

        /// <summary>Stable whether asked or not.</summary>
        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) => Ranking.Top(this, size((int)dim), dim, descending);

        public Tensor cumsum(long dim, ScalarType? type = null) => Ranking.RunningSum(As(type), dim);

        /// <summary>Indices drawn with the rows' weights as probabilities.</summary>
        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) => Ranking.Draw(this, num_samples, replacement, generator ?? Generator.Default);

        private Tensor As(ScalarType? type) => type is { } wanted ? to_type(wanted) : this;

        private (Tensor Values, Tensor Indices) Extreme(long dim, bool keepdim, bool greatest)
        {
            var indices = Ranking.Extreme(this, dim, keepdim: true, greatest);
            var values = Indexing.Gather(this, dim, indices);
            var at = Layout.Dimension(dim, Shape.Length);
            return keepdim ? (values, indices) : (Views.Squeeze(values, at), Views.Squeeze(indices, at));
        }
    }
}
