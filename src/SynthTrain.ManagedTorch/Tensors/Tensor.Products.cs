using TorchSharp.Ops;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor matmul(Tensor target) => MatrixProducts.MatMul(this, target);

        public Tensor mm(Tensor target) => Shape.Length == 2 && target.Shape.Length == 2
            ? MatrixProducts.MatMul(this, target)
            : throw new ArgumentException($"mm takes two matrices, not {Layouts.Layout.Text(Shape)} and {Layouts.Layout.Text(target.Shape)}");

        public Tensor bmm(Tensor batch2) => MatrixProducts.Batched(this, batch2);

        public Tensor outer(Tensor vec2) => unsqueeze(1).mul(vec2.unsqueeze(0));

        public Tensor gather(long dim, Tensor index) => Indexing.Gather(this, dim, index);

        public Tensor index_select(long dim, Tensor index) => Indexing.Select(this, dim, index);

        public Tensor masked_fill(Tensor mask, Scalar value) => Arithmetic.WithNumber(this, value, (x, number) => Choice.Where(mask, number.to_type(x.dtype), x));

        public Tensor where(Tensor condition, Tensor y) => Choice.Where(condition, this, y);

        public Tensor triu(long diagonal = 0) => Choice.Triangle(this, diagonal, upper: true);

        public Tensor tril(long diagonal = 0) => Choice.Triangle(this, diagonal, upper: false);

        public Tensor maximum(Tensor other) => Choice.Extreme(this, other, greater: true);

        public Tensor minimum(Tensor other) => Choice.Extreme(this, other, greater: false);

        /// <summary>Values cut to a range; the gradient passes where nothing was cut.</summary>
        public Tensor clamp(Scalar? min = null, Scalar? max = null)
        {
            var low = min is null ? this : masked_fill(lt(min), min);
            return max is null ? low : low.masked_fill(low.gt(max), max);
        }
    }
}
