using System.Runtime.InteropServices;

namespace SynthTrain.Models.Gguf;

/// <summary>Reads one metadata value [ggml docs/gguf.md].</summary>
internal static class GgufValueReader
{
    /// <summary>The value of a key: its type, then itself.</summary>
    public static GgufValue Read(GgufCursor cursor, string key)
    {
        var kind = Kind(cursor, key);
        return kind is GgufValueKind.Array ? ReadArray(cursor, key) : GgufValue.Of(ReadScalar(cursor, kind, key));
    }

    private static GgufValueKind Kind(GgufCursor cursor, string key)
    {
        var kind = cursor.U32();
        return kind <= (uint)GgufValueKind.Float64 ? (GgufValueKind)kind : throw cursor.Damaged($"the value of '{key}' has type number {kind}; 0 to 12 are known");
    }

    private static object ReadScalar(GgufCursor cursor, GgufValueKind kind, string key) => kind switch
    {
        GgufValueKind.String => cursor.Text($"the value of '{key}'"),
        GgufValueKind.Bool => cursor.U8() switch { 0 => false, 1 => true, var other => throw cursor.Damaged($"the value of '{key}' is {other} where a bool is 0 or 1") },
        GgufValueKind.UInt8 => cursor.U8(),
        GgufValueKind.Int8 => unchecked((sbyte)cursor.U8()),
        GgufValueKind.UInt32 => cursor.U32(),
        GgufValueKind.Int32 => unchecked((int)cursor.U32()),
        GgufValueKind.Float32 => BitConverter.UInt32BitsToSingle(cursor.U32()),
        GgufValueKind.UInt64 => cursor.U64(),
        GgufValueKind.Int64 => unchecked((long)cursor.U64()),
        GgufValueKind.Float64 => BitConverter.UInt64BitsToDouble(cursor.U64()),
        GgufValueKind.UInt16 => Numbers<ushort>(cursor, 1)[0],
        _ => Numbers<short>(cursor, 1)[0],
    };

    private static GgufValue ReadArray(GgufCursor cursor, string key)
    {
        var kind = Kind(cursor, key);
        var what = $"values of '{key}'";
        return GgufValue.Of(kind switch
        {
            GgufValueKind.String => Texts(cursor, cursor.Count(what, 8), key),
            GgufValueKind.Bool => Bools(cursor, cursor.Count(what, 1), key),
            GgufValueKind.UInt8 => Numbers<byte>(cursor, cursor.Count(what, 1)),
            GgufValueKind.Int8 => Numbers<sbyte>(cursor, cursor.Count(what, 1)),
            GgufValueKind.UInt16 => Numbers<ushort>(cursor, cursor.Count(what, 2)),
            GgufValueKind.Int16 => Numbers<short>(cursor, cursor.Count(what, 2)),
            GgufValueKind.UInt32 => Numbers<uint>(cursor, cursor.Count(what, 4)),
            GgufValueKind.Int32 => Numbers<int>(cursor, cursor.Count(what, 4)),
            GgufValueKind.Float32 => Numbers<float>(cursor, cursor.Count(what, 4)),
            GgufValueKind.UInt64 => Numbers<ulong>(cursor, cursor.Count(what, 8)),
            GgufValueKind.Int64 => Numbers<long>(cursor, cursor.Count(what, 8)),
            GgufValueKind.Float64 => Numbers<double>(cursor, cursor.Count(what, 8)),
            _ => throw cursor.Damaged($"the value of '{key}' is an array of arrays, which llama.cpp does not read either"),
        });
    }

    private static T[] Numbers<T>(GgufCursor cursor, int count)
        where T : unmanaged
    {
        var numbers = new T[count];
        cursor.Bytes(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }

    private static string[] Texts(GgufCursor cursor, int count, string key)
    {
        var texts = new string[count];
        for (var index = 0; index < count; index++)
            texts[index] = cursor.Text($"'{key}'[{index}]");
        return texts;
    }

    private static bool[] Bools(GgufCursor cursor, int count, string key)
    {
        var bytes = Numbers<byte>(cursor, count);
        if (bytes.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)1))
            throw cursor.Damaged($"'{key}' holds a bool that is neither 0 nor 1");
        return Array.ConvertAll(bytes, value => value == 1);
    }
}
