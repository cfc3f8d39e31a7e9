using TorchSharp.Layouts;
using TorchSharp.Ops;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The last two dimensions exchanged, of a matrix.</summary>
        public Tensor T => Shape.Length == 2 ? transpose(0, 1) : permute([.. Enumerable.Range(0, Shape.Length).Reverse().Select(d => (long)d)]);

        public Tensor view(params long[] shape) => Views.View(this, shape);

        public Tensor reshape(params long[] shape) => Views.Reshape(this, shape);

        public Tensor permute(params long[] permutation) => Views.Permute(this, permutation);

        public Tensor transpose(long dim0, long dim1) => Views.Transpose(this, dim0, dim1);

        public Tensor t() => Shape.Length < 2 ? alias() : transpose(0, 1);

        public Tensor expand(params long[] sizes) => Views.Expand(this, sizes);

        public Tensor expand_as(Tensor other) => Views.Expand(this, other.Shape);

        public Tensor broadcast_to(params long[] shape) => Views.Expand(this, shape);

        public Tensor squeeze(long? dim = null)
        {
            if (dim is { } one)
                return Views.Squeeze(this, Layout.Dimension(one, Shape.Length));
            return Views.View(this, [.. Shape.Where(size => size != 1)]);
        }

        public Tensor unsqueeze(long dim) => Views.Unsqueeze(this, Layout.Dimension(dim, Shape.Length + 1));

        public Tensor flatten(long start_dim = 0, long end_dim = -1)
        {
            var (start, end) = (Layout.Dimension(start_dim, Shape.Length), Layout.Dimension(end_dim, Shape.Length));
            return Shape.Length == 0
                ? reshape(1)
                : reshape([.. Shape.AsSpan()[..start], Layout.Count(Shape.AsSpan()[start..(end + 1)]), .. Shape.AsSpan()[(end + 1)..]]);
        }

        public Tensor narrow(long dim, long start, long length)
        {
            var at = Layout.Dimension(dim, Shape.Length);
            return Views.Slice(this, at, start < 0 ? start + Shape[at] : start, length, 1);
        }

        /// <param name="finish">The first index that is left out; cut to the size.</param>
        public Tensor slice(long dim, long start, long finish, long step)
        {
            var at = Layout.Dimension(dim, Shape.Length);
            var (from, to) = (Clip(start, Shape[at]), Clip(finish, Shape[at]));
            return Views.Slice(this, at, from, Math.Max(0, (to - from + step - 1) / step), step);
        }

        public Tensor select(long dim, long index) => Views.Select(this, Layout.Dimension(dim, Shape.Length), index);

        public Tensor[] split(long size, int dim = 0) => Joining.Split(this, Joining.Equal(this.size(dim), size), dim);

        public Tensor[] split(long[] sizes, long dim = 0) => Joining.Split(this, sizes, dim);

        public Tensor[] chunk(long chunks, long dim = 0)
        {
            var total = size((int)dim);
            return Joining.Split(this, Joining.Equal(total, (total + chunks - 1) / chunks), dim);
        }

        public Tensor[] unbind(long dimension = 0) => [.. Enumerable.Range(0, (int)size((int)dimension)).Select(i => select(dimension, i))];

        public Tensor repeat(params long[] sizes)
        {
            var lead = sizes.Length - Shape.Length;
            var (split, spread, joined) = (new List<long>(), new List<long>(), new List<long>());
            for (var i = 0; i < sizes.Length; i++)
            {
                var size = i < lead ? 1 : Shape[i - lead];
                split.AddRange([1, size]);
                spread.AddRange([sizes[i], size]);
                joined.Add(sizes[i] * size);
            }

            return reshape([.. split]).expand([.. spread]).reshape([.. joined]);
        }

        /// <summary>Each index repeated, the copies beside each other.</summary>
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null)
        {
            if (dim is not { } given)
                return flatten().repeat_interleave(repeats, 0);
            var at = Layout.Dimension(given, Shape.Length);
            var spread = Shape.ToList();
            spread.Insert(at + 1, repeats);
            return unsqueeze(at + 1).expand([.. spread]).flatten(at, at + 1);
        }

        private static long Clip(long index, long size) => Math.Clamp(index < 0 ? index + size : index, 0, size);
    }
}
