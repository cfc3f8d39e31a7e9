using System.Runtime.InteropServices;

namespace SynthTrain.Models.Gguf;

/// <summary>Reads and checks what stands before the data section [ggml docs/gguf.md; the limits are those of src/gguf.cpp].</summary>
internal static class GgufHeaderReader
{
    private const uint Magic = 0x46554747;
    private const int KeyBytes = 65535;
    private const int NameBytes = 64;
    private const int Dimensions = 4;

    public static GgufHeader Read(ByteSource source)
    {
        var cursor = new GgufCursor(source);
        if (source.Length < 24 || cursor.U32() != Magic)
            throw cursor.Damaged("it does not start with 'GGUF' and a header of 24 bytes");
        var version = cursor.U32();
        if (version is not (2 or 3))
            throw cursor.Damaged($"its version is {version} where 2 and 3 are known{((version & 0xffff) == 0 ? " (a big-endian file is not supported)" : "")}");
        var tensorCount = cursor.Count("tensors", 24);
        var metadata = ReadMetadata(cursor, cursor.Count("metadata keys", 13));
        var alignment = Alignment(cursor, metadata);
        var tensors = new List<GgufTensorInfo>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < tensorCount; index++)
        {
            tensors.Add(ReadTensor(cursor, alignment));
            if (!names.Add(tensors[^1].Name))
                throw cursor.Damaged($"it has two tensors named '{tensors[^1].Name}'");
        }

        var start = (cursor.Position + alignment - 1) / alignment * alignment;
        CheckPlaces(cursor, tensors, source.Length - start);
        return new(metadata, tensors, alignment, start);
    }

    private static OrderedDictionary<string, GgufValue> ReadMetadata(GgufCursor cursor, int count)
    {
        var metadata = new OrderedDictionary<string, GgufValue>(StringComparer.Ordinal);
        for (var index = 0; index < count; index++)
        {
            var key = cursor.Text("a metadata key", KeyBytes);
            var kind = Kind(cursor, key);
            var value = kind is GgufValueKind.Array ? ReadArray(cursor, key) : GgufValue.Of(ReadScalar(cursor, kind, key));
            if (!metadata.TryAdd(key, value))
                throw cursor.Damaged($"the metadata key '{key}' stands twice");
        }

        return metadata;
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

    private static int Alignment(GgufCursor cursor, OrderedDictionary<string, GgufValue> metadata)
    {
        if (!metadata.TryGetValue("general.alignment", out var value))
            return 32;
        if (value.Value is not uint alignment || alignment == 0 || (alignment & (alignment - 1)) != 0 || alignment > 1 << 20)
            throw cursor.Damaged($"'general.alignment' is '{value}'; a power of two up to 1048576, as UINT32, is allowed");
        return (int)alignment;
    }

    private static GgufTensorInfo ReadTensor(GgufCursor cursor, int alignment)
    {
        var name = cursor.Text("a tensor's name", NameBytes);
        var dimensions = cursor.U32();
        if (dimensions > Dimensions)
            throw cursor.Damaged($"tensor '{name}' has {dimensions} dimensions; at most {Dimensions} are allowed");
        var shape = new long[dimensions];
        foreach (ref var size in shape.AsSpan())
            size = (long)Math.Min(cursor.U64(), long.MaxValue);
        var number = cursor.U32();
        var type = (GgufType)number;
        if (number > int.MaxValue || !GgufTypes.IsKnown(type))
            throw new ModelException(ModelFault.UnsupportedQuantization, $"tensor '{name}' has type number {number}, which is not known here");
        var offset = cursor.U64();
        if (offset > long.MaxValue || offset % (ulong)alignment != 0)
            throw cursor.Damaged($"the offset {offset} of tensor '{name}' is not a multiple of the alignment {alignment}");
        try
        {
            return new(name, type, shape, (long)offset, GgufTypes.TensorBytes(type, shape));
        }
        catch (Exception exception) when (exception is OverflowException or ModelException)
        {
            throw cursor.Damaged($"tensor '{name}' of type {GgufTypes.Name(type)} cannot have the shape [{string.Join(", ", shape)}]");
        }
    }

    private static void CheckPlaces(GgufCursor cursor, List<GgufTensorInfo> tensors, long room)
    {
        long end = 0;
        foreach (var tensor in tensors.OrderBy(tensor => tensor.Offset).ThenBy(tensor => tensor.Length))
        {
            if (tensor.Length > room || tensor.Offset > room - tensor.Length)
                throw cursor.Damaged($"tensor '{tensor.Name}' ends {(Int128)tensor.Offset + tensor.Length - room} bytes past the end of the file: it is cut off; copy or download it again");
            if (tensor.Offset < end)
                throw cursor.Damaged($"tensor '{tensor.Name}' overlaps the one before it");
            end = tensor.Offset + tensor.Length;
        }
    }
}
