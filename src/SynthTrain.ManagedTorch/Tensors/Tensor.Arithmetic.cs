using TorchSharp.Ops;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor add(Tensor target) => Arithmetic.Add(this, target);

        public Tensor add(Scalar scalar) => Arithmetic.WithNumber(this, scalar, Arithmetic.Add);

        public Tensor add(Tensor target, Scalar alpha) => add(target.mul(alpha));

        public Tensor sub(Tensor target) => Arithmetic.Subtract(this, target);

        public Tensor sub(Scalar target) => Arithmetic.WithNumber(this, target, Arithmetic.Subtract);

        public Tensor mul(Tensor target) => Arithmetic.Multiply(this, target);

        public Tensor mul(Scalar target) => Arithmetic.WithNumber(this, target, Arithmetic.Multiply);

        /// <param name="rounding_mode">Only <see cref="RoundingMode.None"/> is supported.</param>
        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None)
        {
            RequireNoRounding(rounding_mode);
            return Arithmetic.Divide(this, target);
        }

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None)
        {
            RequireNoRounding(rounding_mode);
            return Arithmetic.WithNumber(this, target, Arithmetic.Divide);
        }

        public Tensor pow(Scalar exponent) => Arithmetic.Power(this, exponent.Floating);

        public Tensor neg() => Floating.Negate(this);

        public Tensor abs() => Floating.Absolute(this);

        public Tensor exp() => Floating.Exp(this);

        public Tensor log() => Floating.Log(this);

        public Tensor sqrt() => Floating.SquareRoot(this);

        public Tensor rsqrt() => Floating.InverseSquareRoot(this);

        public Tensor sin() => Floating.Sine(this);

        public Tensor cos() => Floating.Cosine(this);

        public Tensor tanh() => Floating.Tanh(this);

        public Tensor relu() => Floating.Relu(this);

        public Tensor sigmoid() => Floating.Sigmoid(this);

        public Tensor silu() => Floating.Silu(this);

        public Tensor log_sigmoid() => Floating.LogSigmoid(this);

        public Tensor square() => pow(2);

        private static void RequireNoRounding(RoundingMode mode)
        {
            if (mode != RoundingMode.None)
                throw new NotSupportedException($"rounding mode {mode} of div is not supported");
        }
    }
}
