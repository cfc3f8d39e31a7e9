using TorchSharp.Kernels;
using TorchSharp.Layouts;
using static TorchSharp.torch;

namespace TorchSharp.Ops;

/// <summary>Comparisons and logic; the results are booleans and have no gradient.</summary>
internal static class Comparison
{
    public static Tensor Equal(Tensor a, Tensor b) => Compare(a, b, static (x, y) => x == y, static (x, y) => x == y);

    public static Tensor NotEqual(Tensor a, Tensor b) => Compare(a, b, static (x, y) => x != y, static (x, y) => x != y);

    public static Tensor Greater(Tensor a, Tensor b) => Compare(a, b, static (x, y) => x > y, static (x, y) => x > y);

    public static Tensor GreaterOrEqual(Tensor a, Tensor b) => Compare(a, b, static (x, y) => x >= y, static (x, y) => x >= y);

    public static Tensor Less(Tensor a, Tensor b) => Greater(b, a);

    public static Tensor LessOrEqual(Tensor a, Tensor b) => GreaterOrEqual(b, a);

    public static Tensor Logic(Tensor a, Tensor b, Func<bool, bool, bool> operation) =>
        Map.Binary<byte, byte>(a.to_type(ScalarType.Bool), b.to_type(ScalarType.Bool), ScalarType.Bool, (x, y, r) =>
        {
            for (var i = 0; i < r.Length; i++)
                r[i] = operation(x[i] != 0, y[i] != 0) ? (byte)1 : (byte)0;
        });

    public static Tensor Not(Tensor a) => Map.Unary<byte, byte>(a.to_type(ScalarType.Bool), ScalarType.Bool, static (x, r) =>
    {
        for (var i = 0; i < r.Length; i++)
            r[i] = (byte)(1 - x[i]);
    });

    public static Tensor Test(Tensor a, Func<float, bool> test) => Map.Unary<float, byte>(a.to_type(ScalarType.Float32), ScalarType.Bool, (x, r) =>
    {
        for (var i = 0; i < r.Length; i++)
            r[i] = test(x[i]) ? (byte)1 : (byte)0;
    });

    private static Tensor Compare(Tensor a, Tensor b, Func<float, float, bool> floating, Func<long, long, bool> integer) =>
        Types.IsFloating(Types.Promote(a, b))
            ? Map.Binary<float, byte>(a.to_type(ScalarType.Float32), b.to_type(ScalarType.Float32), ScalarType.Bool, Each(floating))
            : Map.Binary<long, byte>(a.to_type(ScalarType.Int64), b.to_type(ScalarType.Int64), ScalarType.Bool, Each(integer));

    private static BinaryKernel<T, byte> Each<T>(Func<T, T, bool> test) => (x, y, r) =>
    {
        for (var i = 0; i < r.Length; i++)
            r[i] = test(x[i], y[i]) ? (byte)1 : (byte)0;
    };
}
