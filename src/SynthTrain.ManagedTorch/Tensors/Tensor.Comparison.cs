using TorchSharp.Ops;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor eq(Tensor target) => Comparison.Equal(this, target);

        public Tensor eq(Scalar target) => Arithmetic.WithNumber(this, target, Comparison.Equal);

        public Tensor ne(Tensor target) => Comparison.NotEqual(this, target);

        public Tensor ne(Scalar target) => Arithmetic.WithNumber(this, target, Comparison.NotEqual);

        public Tensor gt(Tensor target) => Comparison.Greater(this, target);

        public Tensor gt(Scalar target) => Arithmetic.WithNumber(this, target, Comparison.Greater);

        public Tensor ge(Tensor target) => Comparison.GreaterOrEqual(this, target);

        public Tensor ge(Scalar target) => Arithmetic.WithNumber(this, target, Comparison.GreaterOrEqual);

        public Tensor lt(Tensor target) => Comparison.Less(this, target);

        public Tensor lt(Scalar target) => Arithmetic.WithNumber(this, target, Comparison.Less);

        public Tensor le(Tensor target) => Comparison.LessOrEqual(this, target);

        public Tensor le(Scalar target) => Arithmetic.WithNumber(this, target, Comparison.LessOrEqual);

        public Tensor logical_and(Tensor other) => Comparison.Logic(this, other, static (a, b) => a && b);

        public Tensor logical_or(Tensor other) => Comparison.Logic(this, other, static (a, b) => a || b);

        public Tensor logical_not() => Comparison.Not(this);

        public Tensor isnan() => Comparison.Test(this, float.IsNaN);

        public Tensor isinf() => Comparison.Test(this, float.IsInfinity);

        public Tensor isfinite() => Comparison.Test(this, float.IsFinite);

        /// <summary>Whether any element is not zero.</summary>
        public Tensor any() => to_type(ScalarType.Bool).to_type(ScalarType.Int64).sum().gt(0);

        public Tensor all() => logical_not().any().logical_not();

        /// <summary>Whether shapes agree and all elements are near: |a − b| ≤ atol + rtol·|b|.</summary>
        public bool allclose(Tensor target, double rtol = 1E-05, double atol = 1E-08, bool equal_nan = false)
        {
            using var scope = NewDisposeScope();
            using var mode = no_grad();
            var near = sub(target).abs().le(target.abs().mul(rtol).add(atol)).logical_or(eq(target));
            return (equal_nan ? near.logical_or(isnan().logical_and(target.isnan())) : near).all().item<bool>();
        }
    }
}
