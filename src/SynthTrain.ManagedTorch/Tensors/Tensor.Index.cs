using TorchSharp.Ops;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>A part of the tensor. Writing copies into the part, in place.</summary>
        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set
            {
                if (indices.Any(i => i.Kind == TensorIndex.IndexKind.Tensor))
                    throw new NotSupportedException("writing to places named by a tensor is not supported");
                index(indices).copy_(value);
            }
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => select(0, i1).copy_(value);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => select(0, i1).select(0, i2);
            set => select(0, i1).select(0, i2).copy_(value);
        }

        /// <summary>A view, or a copy where a tensor of numbers is among the indices; one such tensor at most.</summary>
        public Tensor index(params TensorIndex[] indices)
        {
            var result = this;
            var dim = 0;
            for (var i = 0; i < indices.Length; i++)
            {
                switch (indices[i].Kind)
                {
                    case TensorIndex.IndexKind.Ellipsis:
                        dim += Shape.Length - indices.Count(TakesDimension);
                        break;
                    case TensorIndex.IndexKind.New:
                        result = Views.Unsqueeze(result, dim++);
                        break;
                    case TensorIndex.IndexKind.Single:
                        result = Views.Select(result, dim, indices[i].Start ?? 0);
                        break;
                    case TensorIndex.IndexKind.Tensor:
                        result = result.Numbered(dim++, indices[i].Numbers!);
                        break;
                    default:
                        result = result.slice(dim, indices[i].Start ?? 0, indices[i].Stop ?? result.Shape[dim], indices[i].Step ?? 1);
                        dim++;
                        break;
                }
            }

            return ReferenceEquals(result, this) ? alias() : result;
        }

        private static bool TakesDimension(TensorIndex index) => index.Kind is not (TensorIndex.IndexKind.Ellipsis or TensorIndex.IndexKind.New);

        private Tensor Numbered(int dim, Tensor numbers) => numbers.dtype == ScalarType.Bool
            ? Indexing.Select(this, dim, Places(numbers))
            : numbers.Shape.Length == 1 ? Indexing.Select(this, dim, numbers) : throw new NotSupportedException("an index tensor must have rank 1");

        private static Tensor Places(Tensor mask)
        {
            var places = new List<long>();
            var values = mask.contiguous().Values<byte>();
            for (var i = 0; i < values.Length; i++)
            {
                if (values[i] != 0)
                    places.Add(i);
            }

            return tensor(places);
        }
    }
}
