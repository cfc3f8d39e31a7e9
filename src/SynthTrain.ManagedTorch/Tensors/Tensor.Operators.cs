using TorchSharp.Ops;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public static Tensor operator +(Tensor left, Tensor right) => left.add(right);

        public static Tensor operator +(Tensor left, Scalar right) => left.add(right);

        public static Tensor operator +(Tensor left, int right) => left.add((Scalar)right);

        public static Tensor operator +(Tensor left, long right) => left.add((Scalar)right);

        public static Tensor operator +(Tensor left, float right) => left.add((Scalar)right);

        public static Tensor operator +(Tensor left, double right) => left.add((Scalar)right);

        public static Tensor operator +(Scalar left, Tensor right) => Arithmetic.WithNumber(right, left, Arithmetic.Add, numberFirst: true);

        public static Tensor operator +(int left, Tensor right) => Arithmetic.WithNumber(right, left, Arithmetic.Add, numberFirst: true);

        public static Tensor operator +(long left, Tensor right) => Arithmetic.WithNumber(right, left, Arithmetic.Add, numberFirst: true);

        public static Tensor operator +(float left, Tensor right) => Arithmetic.WithNumber(right, left, Arithmetic.Add, numberFirst: true);

        public static Tensor operator +(double left, Tensor right) => Arithmetic.WithNumber(right, left, Arithmetic.Add, numberFirst: true);

        public static Tensor operator -(Tensor left, Tensor right) => left.sub(right);

        public static Tensor operator -(Tensor left, Scalar right) => left.sub(right);

        public static Tensor operator -(Tensor left, int right) => left.sub((Scalar)right);

        public static Tensor operator -(Tensor left, long right) => left.sub((Scalar)right);

        public static Tensor operator -(Tensor left, float right) => left.sub((Scalar)right);

        public static Tensor operator -(Tensor left, double right) => left.sub((Scalar)right);

        public static Tensor operator -(Scalar left, Tensor right) => Arithmetic.WithNumber(right, left, Arithmetic.Subtract, numberFirst: true);

        public static Tensor operator -(int left, Tensor right) => Arithmetic.WithNumber(right, left, Arithmetic.Subtract, numberFirst: true);

        public static Tensor operator -(long left, Tensor right) => Arithmetic.WithNumber(right, left, Arithmetic.Subtract, numberFirst: true);

        public static Tensor operator -(float left, Tensor right) => Arithmetic.WithNumber(right, left, Arithmetic.Subtract, numberFirst: true);

        public static Tensor operator -(double left, Tensor right) => Arithmetic.WithNumber(right, left, Arithmetic.Subtract, numberFirst: true);

        public static Tensor operator *(Tensor left, Tensor right) => left.mul(right);

        public static Tensor operator *(Tensor left, Scalar right) => left.mul(right);

        public static Tensor operator *(Tensor left, int right) => left.mul((Scalar)right);

        public static Tensor operator *(Tensor left, long right) => left.mul((Scalar)right);

        public static Tensor operator *(Tensor left, float right) => left.mul((Scalar)right);

        public static Tensor operator *(Tensor left, double right) => left.mul((Scalar)right);

        public static Tensor operator *(Scalar left, Tensor right) => Arithmetic.WithNumber(right, left, Arithmetic.Multiply, numberFirst: true);

        public static Tensor operator *(int left, Tensor right) => Arithmetic.WithNumber(right, left, Arithmetic.Multiply, numberFirst: true);

        public static Tensor operator *(long left, Tensor right) => Arithmetic.WithNumber(right, left, Arithmetic.Multiply, numberFirst: true);

        public static Tensor operator *(float left, Tensor right) => Arithmetic.WithNumber(right, left, Arithmetic.Multiply, numberFirst: true);

        public static Tensor operator *(double left, Tensor right) => Arithmetic.WithNumber(right, left, Arithmetic.Multiply, numberFirst: true);

        public static Tensor operator /(Tensor left, Tensor right) => left.div(right);

        public static Tensor operator /(Tensor left, Scalar right) => left.div(right);

        public static Tensor operator /(Tensor left, int right) => left.div((Scalar)right);

        public static Tensor operator /(Tensor left, long right) => left.div((Scalar)right);

        public static Tensor operator /(Tensor left, float right) => left.div((Scalar)right);

        public static Tensor operator /(Tensor left, double right) => left.div((Scalar)right);

        public static Tensor operator /(Scalar left, Tensor right) => Arithmetic.WithNumber(right, left, Arithmetic.Divide, numberFirst: true);

        public static Tensor operator /(int left, Tensor right) => Arithmetic.WithNumber(right, left, Arithmetic.Divide, numberFirst: true);

        public static Tensor operator /(long left, Tensor right) => Arithmetic.WithNumber(right, left, Arithmetic.Divide, numberFirst: true);

        public static Tensor operator /(float left, Tensor right) => Arithmetic.WithNumber(right, left, Arithmetic.Divide, numberFirst: true);

        public static Tensor operator /(double left, Tensor right) => Arithmetic.WithNumber(right, left, Arithmetic.Divide, numberFirst: true);

        public static Tensor operator -(Tensor tensor) => tensor.neg();

        public static Tensor operator &(Tensor left, Tensor right) => left.logical_and(right);

        public static Tensor operator |(Tensor left, Tensor right) => left.logical_or(right);

        public static Tensor operator ~(Tensor left) => left.logical_not();

        public static Tensor operator >(Tensor left, Tensor right) => left.gt(right);

        public static Tensor operator >(Tensor left, Scalar right) => left.gt(right);

        public static Tensor operator >(Scalar left, Tensor right) => right.lt(left);

        public static Tensor operator >=(Tensor left, Tensor right) => left.ge(right);

        public static Tensor operator >=(Tensor left, Scalar right) => left.ge(right);

        public static Tensor operator >=(Scalar left, Tensor right) => right.le(left);

        public static Tensor operator <(Tensor left, Tensor right) => left.lt(right);

        public static Tensor operator <(Tensor left, Scalar right) => left.lt(right);

        public static Tensor operator <(Scalar left, Tensor right) => right.gt(left);

        public static Tensor operator <=(Tensor left, Tensor right) => left.le(right);

        public static Tensor operator <=(Tensor left, Scalar right) => left.le(right);

        public static Tensor operator <=(Scalar left, Tensor right) => right.ge(left);
    }
}
