using TorchSharp.Autograd;
using TorchSharp.Layouts;
using TorchSharp.Memory;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Elements of one type in native memory, seen through a shape and strides. Disposing it frees the memory once no view of it is left.</summary>
    public partial class Tensor : IDisposable
    {
        private readonly NativeBuffer _buffer;
        private readonly long _offset;
        private bool _disposed;

        internal Tensor(NativeBuffer buffer, long offset, long[] shape, long[] strides, ScalarType type)
        {
            _buffer = buffer;
            _offset = offset;
            Shape = shape;
            Strides = strides;
            dtype = type;
            DisposeScope.Register(this);
        }

        /// <summary>A second handle of the same values: same memory, same gradient record.</summary>
        private protected Tensor(Tensor other, bool register)
        {
            other.ThrowIfDisposed();
            _buffer = other._buffer.Share();
            _offset = other._offset;
            Shape = other.Shape;
            Strides = other.Strides;
            dtype = other.dtype;
            if (register)
                DisposeScope.Register(this);
        }

        public ScalarType dtype { get; }

        public Device device => CPU;

        public DeviceType device_type => DeviceType.CPU;

        public bool is_cuda => false;

        public long[] shape => (long[])Shape.Clone();

        public long ndim => Shape.Length;

        public long Dimensions => Shape.Length;

        public long NumberOfElements => Layout.Count(Shape);

        public long ElementSize => Types.Size(dtype);

        /// <summary>Whether the handle was disposed, or its memory with it.</summary>
        public bool IsInvalid => _disposed;

        internal long[] Shape { get; }

        internal long[] Strides { get; }

        internal NativeBuffer Buffer
        {
            get
            {
                ThrowIfDisposed();
                return _buffer;
            }
        }

        internal long Offset => _offset;

        internal DisposeScope? Owner { get; set; }

        public long size(int dim) => Shape[Layout.Dimension(dim, Shape.Length)];

        public long[] size() => shape;

        public long[] stride() => (long[])Strides.Clone();

        public long stride(int dim) => Strides[Layout.Dimension(dim, Shape.Length)];

        public long dim() => Shape.Length;

        public long numel() => NumberOfElements;

        public long storage_offset() => _offset;

        public bool is_contiguous() => Layout.IsDense(Shape, Strides);

        public bool is_floating_point() => Types.IsFloating(dtype);

        public bool is_integral() => !Types.IsFloating(dtype) && dtype != ScalarType.Bool;

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        public override string ToString() => $"{Layout.Text(Shape)}, type = {dtype}, device = cpu";

        protected virtual void Dispose(bool disposing)
        {
            if (_disposed || !disposing)
                return;
            _disposed = true;
            Owner?.Forget(this);
            Record?.Leave();
            _buffer.Release();
        }

        /// <summary>An empty dense tensor; its content is arbitrary.</summary>
        internal static Tensor Allocate(ReadOnlySpan<long> shape, ScalarType type) =>
            new(new NativeBuffer(Layout.Count(shape) * Types.Size(type)), 0, shape.ToArray(), Layout.Dense(shape), type);

        /// <summary>Another look at the same memory, without gradient record.</summary>
        internal Tensor Look(long offset, long[] shape, long[] strides) => new(Buffer.Share(), offset, shape, strides, dtype);

        /// <summary>The address of the first element.</summary>
        internal unsafe T* Pointer<T>()
            where T : unmanaged => (T*)Buffer.Address + _offset;

        /// <summary>The same without a type.</summary>
        internal unsafe byte* Address => Buffer.Address + _offset * Types.Size(dtype);

        /// <summary>All elements of a dense tensor.</summary>
        internal unsafe Span<T> Values<T>()
            where T : unmanaged => new(Pointer<T>(), checked((int)NumberOfElements));

        private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);
    }
}
