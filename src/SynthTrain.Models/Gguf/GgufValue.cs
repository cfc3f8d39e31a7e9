using System.Globalization;

namespace SynthTrain.Models.Gguf;

/// <summary>One metadata value with its type, kept as the file has it so that it is written again with the same bytes.</summary>
public sealed class GgufValue
{
    private GgufValue(GgufValueKind kind, GgufValueKind element, object value) => (Kind, ElementKind, Value) = (kind, element, value);

    /// <summary>The type.</summary>
    public GgufValueKind Kind { get; }

    /// <summary>The type of an array's elements; of anything else the type itself.</summary>
    public GgufValueKind ElementKind { get; }

    /// <summary>The value: a number, <see cref="bool"/>, <see cref="string"/>, or a one-dimensional array of those.</summary>
    public object Value { get; }

    /// <summary>The text of a string, else <see langword="null"/>.</summary>
    public string? Text => Value as string;

    /// <summary>The texts of an array of strings, else <see langword="null"/>.</summary>
    public IReadOnlyList<string>? Texts => Value as string[];

    /// <summary>The value of any whole number that fits, else <see langword="null"/>.</summary>
    public long? Integer => Kind is GgufValueKind.Array ? null : ToInteger(Value);

    /// <summary>The value of any number, else <see langword="null"/>.</summary>
    public double? Number => Value switch { float single => single, double wide => wide, _ => Integer };

    /// <summary>The value of a bool, else <see langword="null"/>.</summary>
    public bool? Truth => Value as bool?;

    /// <summary>An array of whole numbers, widened, else <see langword="null"/>.</summary>
    public IReadOnlyList<long>? Integers => Value is Array array and not (string[] or bool[] or float[] or double[] or ulong[])
        ? [.. array.Cast<object>().Select(item => Convert.ToInt64(item, CultureInfo.InvariantCulture))] : null;

    /// <summary>An array of <c>float</c>, else <see langword="null"/>.</summary>
    public IReadOnlyList<float>? Floats => Value as float[];

    public static GgufValue From(uint value) => new(GgufValueKind.UInt32, GgufValueKind.UInt32, value);

    public static GgufValue From(float value) => new(GgufValueKind.Float32, GgufValueKind.Float32, value);

    public static GgufValue From(bool value) => new(GgufValueKind.Bool, GgufValueKind.Bool, value);

    public static GgufValue From(string value) => new(GgufValueKind.String, GgufValueKind.String, value);

    /// <summary>Any value of a type that GGUF has; an array becomes an array of its element's type.</summary>
    /// <exception cref="ArgumentException">GGUF has no such type.</exception>
    public static GgufValue Of(object value)
    {
        if (value is not Array array)
            return new(KindOf(value.GetType()), KindOf(value.GetType()), value);
        return new(GgufValueKind.Array, KindOf(array.GetType().GetElementType()!), value);
    }

    /// <inheritdoc/>
    public override string ToString() => Value is Array array ? $"{ElementKind}[{array.Length}]" : Convert.ToString(Value, CultureInfo.InvariantCulture)!;

    private static long? ToInteger(object value) => value switch
    {
        byte number => number,
        sbyte number => number,
        ushort number => number,
        short number => number,
        uint number => number,
        int number => number,
        long number => number,
        ulong number when number <= long.MaxValue => (long)number,
        _ => null,
    };

    private static GgufValueKind KindOf(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => GgufValueKind.UInt8,
        TypeCode.SByte => GgufValueKind.Int8,
        TypeCode.UInt16 => GgufValueKind.UInt16,
        TypeCode.Int16 => GgufValueKind.Int16,
        TypeCode.UInt32 => GgufValueKind.UInt32,
        TypeCode.Int32 => GgufValueKind.Int32,
        TypeCode.Single => GgufValueKind.Float32,
        TypeCode.Boolean => GgufValueKind.Bool,
        TypeCode.String => GgufValueKind.String,
        TypeCode.UInt64 => GgufValueKind.UInt64,
        TypeCode.Int64 => GgufValueKind.Int64,
        TypeCode.Double => GgufValueKind.Float64,
        _ => throw new ArgumentException($"GGUF has no type for '{type}'", nameof(type)),
    };
}
