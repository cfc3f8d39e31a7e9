using TorchSharp.Autograd;
using TorchSharp.Kernels;
using TorchSharp.Layouts;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor add_(Tensor target) => Write(target, static (a, b) => a.add(b), static (x, y, r) => TensorPrimitives.Add(x, y, r));

        public Tensor add_(Scalar scalar) => Write(scalar, static (a, b) => a.add(b), static (x, y, r) => TensorPrimitives.Add(x, y, r));

        public Tensor add_(Tensor target, Scalar alpha)
        {
            using var scope = NewDisposeScope();
            return add_(target.mul(alpha));
        }

        public Tensor sub_(Tensor target) => Write(target, static (a, b) => a.sub(b), static (x, y, r) => TensorPrimitives.Subtract(x, y, r));

        public Tensor sub_(Scalar target) => Write(target, static (a, b) => a.sub(b), static (x, y, r) => TensorPrimitives.Subtract(x, y, r));

        public Tensor mul_(Tensor target) => Write(target, static (a, b) => a.mul(b), static (x, y, r) => TensorPrimitives.Multiply(x, y, r));

        public Tensor mul_(Scalar target) => Write(target, static (a, b) => a.mul(b), static (x, y, r) => TensorPrimitives.Multiply(x, y, r));

        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None)
        {
            RequireNoRounding(rounding_mode);
            return Write(target, static (a, b) => a.div(b), static (x, y, r) => TensorPrimitives.Divide(x, y, r));
        }

        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None)
        {
            RequireNoRounding(rounding_mode);
            return Write(target, static (a, b) => a.div(b), static (x, y, r) => TensorPrimitives.Divide(x, y, r));
        }

        public Tensor masked_fill_(Tensor mask, Scalar value)
        {
            Graph.WritesTo(this);
            using var scope = NewDisposeScope();
            Conversion.Copy(detach().masked_fill(mask, value), this);
            return this;
        }

        private Tensor Write(Scalar number, Func<Tensor, Tensor, Tensor> operation, BinaryKernel<float, float> kernel)
        {
            using var scalar = Number(number, Types.IsNarrow(dtype) ? ScalarType.Float32 : dtype);
            return Write(scalar, operation, kernel);
        }

        private Tensor Write(Tensor other, Func<Tensor, Tensor, Tensor> operation, BinaryKernel<float, float> kernel)
        {
            Graph.WritesTo(this, other);
            if (dtype == ScalarType.Float32 && other.dtype == ScalarType.Float32)
            {
                Map.BinaryInto(this, other, this, kernel);
                return this;
            }

            using var mode = new GradMode(enabled: false);
            using var scope = NewDisposeScope();
            Conversion.Copy(operation(this, other), this);
            return this;
        }
    }
}
