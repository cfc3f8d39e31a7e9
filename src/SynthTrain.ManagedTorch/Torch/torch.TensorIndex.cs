namespace TorchSharp;

public static partial class torch
{
    /// <summary>One place of an index: a number, a range, all, the rest, a new dimension, or a tensor of numbers.</summary>
    public readonly struct TensorIndex
    {
        public static readonly TensorIndex Colon = new() { Kind = IndexKind.Slice };
        public static readonly TensorIndex Ellipsis = new() { Kind = IndexKind.Ellipsis };
        public static readonly TensorIndex None = new() { Kind = IndexKind.New };
        public static readonly TensorIndex Null = None;

        internal enum IndexKind
        {
            Slice,
            Single,
            Ellipsis,
            New,
            Tensor,
        }

        internal IndexKind Kind { get; private init; }

        internal long? Start { get; private init; }

        internal long? Stop { get; private init; }

        internal long? Step { get; private init; }

        internal Tensor? Numbers { get; private init; }

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new() { Kind = IndexKind.Slice, Start = start, Stop = stop, Step = step };

        public static TensorIndex Single(long? index) => new() { Kind = IndexKind.Single, Start = index };

        public static TensorIndex Tensor(Tensor tensor) => new() { Kind = IndexKind.Tensor, Numbers = tensor };

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex(Range range) =>
            Slice(range.Start.IsFromEnd ? -range.Start.Value : range.Start.Value, !range.End.IsFromEnd ? range.End.Value : range.End.Value == 0 ? null : -range.End.Value);
    }
}
