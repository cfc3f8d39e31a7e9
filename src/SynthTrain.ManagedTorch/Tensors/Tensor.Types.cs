using TorchSharp.Autograd;
using TorchSharp.Kernels;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The values in another type; the same values where it is that type already and <paramref name="copy"/> is not set.</summary>
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            if (type == dtype && !copy)
                return disposeAfter ? this : alias();
            var result = Allocate(Shape, type);
            Conversion.Copy(this, result);
            var back = dtype;
            if (result.is_floating_point() && is_floating_point())
                Graph.Record(result, this, node => gradient => gradient.to_type(back));
            if (disposeAfter)
                Dispose();
            return result;
        }

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => to_type(type, copy, disposeAfter, non_blocking);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            RequireCpu(device);
            return to_type(dtype, copy, disposeAfter, non_blocking);
        }

        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            RequireCpu(device);
            return to_type(type, copy, disposeAfter, non_blocking);
        }

        public Tensor cpu() => alias();

        public Tensor @float() => to_type(ScalarType.Float32);

        public Tensor @long() => to_type(ScalarType.Int64);

        public Tensor @bool() => to_type(ScalarType.Bool);

        public Tensor bfloat16() => to_type(ScalarType.BFloat16);

        public Tensor half() => to_type(ScalarType.Float16);

        public Tensor type_as(Tensor tensor) => to_type(tensor.dtype);

        /// <summary>A dense copy.</summary>
        public Tensor clone()
        {
            var result = Allocate(Shape, dtype);
            Conversion.Copy(this, result);
            return Graph.Record(result, this, node => gradient => gradient.alias());
        }

        /// <summary>The tensor itself where its elements lie in order, else a dense copy.</summary>
        public Tensor contiguous() => is_contiguous() ? alias() : clone();

        /// <summary>Overwrites the values, converted and broadcast as needed.</summary>
        public Tensor copy_(Tensor source, bool nonBlocking = false)
        {
            Graph.WritesTo(this, source);
            Conversion.Copy(source, this);
            return this;
        }

        public Tensor fill_(Scalar value)
        {
            Graph.WritesTo(this);
            using var number = Number(value, dtype);
            Conversion.Copy(number, this);
            return this;
        }

        public Tensor zero_() => fill_(0);

        /// <summary>A tensor of rank 0 that no scope owns for long; callers dispose it.</summary>
        internal static unsafe Tensor Number(Scalar value, ScalarType type)
        {
            var exact = Layouts.Types.IsFloating(type) ? ScalarType.Float64 : ScalarType.Int64;
            using var wide = Allocate([], exact);
            if (exact == ScalarType.Float64)
                *wide.Pointer<double>() = value.Floating;
            else
                *wide.Pointer<long>() = type == ScalarType.Bool ? value.Floating != 0 ? 1 : 0 : value.Integer;
            var result = Allocate([], type);
            Conversion.Copy(wide, result);
            return result;
        }
    }
}
