namespace TorchSharp;

/// <summary>A number that takes part in an operation with a tensor.</summary>
public sealed class Scalar : IDisposable
{
    private readonly double _floating;
    private readonly long _integer;

    private Scalar(double value, torch.ScalarType type)
    {
        _floating = value;
        _integer = double.IsFinite(value) ? (long)value : 0;
        Type = type;
    }

    private Scalar(long value, torch.ScalarType type)
    {
        _floating = value;
        _integer = value;
        Type = type;
    }

    public torch.ScalarType Type { get; }

    internal double Floating => _floating;

    internal long Integer => _integer;

    public static implicit operator Scalar(byte value) => new(value, torch.ScalarType.Byte);

    public static implicit operator Scalar(sbyte value) => new(value, torch.ScalarType.Int8);

    public static implicit operator Scalar(short value) => new(value, torch.ScalarType.Int16);

    public static implicit operator Scalar(int value) => new(value, torch.ScalarType.Int32);

    public static implicit operator Scalar(long value) => new(value, torch.ScalarType.Int64);

    public static implicit operator Scalar(float value) => new(value, torch.ScalarType.Float32);

    public static implicit operator Scalar(double value) => new(value, torch.ScalarType.Float64);

    public static implicit operator Scalar(bool value) => new(value ? 1L : 0L, torch.ScalarType.Bool);

    public void Dispose()
    {
    }
}
