using TorchSharp.Layouts;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The bytes of a dense tensor, without a copy; they are gone with the tensor.</summary>
        public Span<byte> bytes
        {
            get => RawBytes();
            set
            {
                if (value.Length != RawBytes().Length)
                    throw new ArgumentException($"{value.Length} bytes do not fill a tensor of {RawBytes().Length}", nameof(value));
                value.CopyTo(RawBytes());
                Buffer.Version++;
            }
        }

        /// <summary>The elements as they are stored; <typeparamref name="T"/> must be the element type.</summary>
        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            if (Types.Of<T>() != dtype)
                throw new ArgumentException($"data<{typeof(T).Name}>() of a tensor of {dtype}: convert it first");
            return new TensorAccessor<T>(this);
        }

        /// <summary>The value of a tensor of one element.</summary>
        public unsafe T item<T>()
            where T : unmanaged
        {
            if (NumberOfElements != 1)
                throw new InvalidOperationException($"item() needs a tensor of one element, this one is {Layout.Text(Shape)}");
            if (Types.Of<T>() != dtype)
                throw new ArgumentException($"item<{typeof(T).Name}>() of a tensor of {dtype}: convert it first");
            return *Pointer<T>();
        }

        public Scalar ToScalar()
        {
            if (dtype is ScalarType.Int64)
                return item<long>();
            using var wide = detach().to_type(ScalarType.Float64, copy: true);
            return wide.item<double>();
        }

        public static explicit operator float(Tensor value) => (float)value.ToScalar().Floating;

        public static explicit operator double(Tensor value) => value.ToScalar().Floating;

        public static explicit operator long(Tensor value) => value.ToScalar().Integer;

        public static explicit operator int(Tensor value) => checked((int)value.ToScalar().Integer);

        public static explicit operator bool(Tensor value) => value.ToScalar().Floating != 0;

        private unsafe Span<byte> RawBytes() => is_contiguous()
            ? new Span<byte>(Address, checked((int)(NumberOfElements * ElementSize)))
            : throw new InvalidOperationException("bytes needs a dense tensor; use contiguous()");
    }
}
