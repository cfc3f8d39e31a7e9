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
            if (!metadata.TryAdd(key, GgufValueReader.Read(cursor, key)))
                throw cursor.Damaged($"the metadata key '{key}' stands twice");
        }

        return metadata;
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
            throw cursor.Unsupported($"tensor '{name}' has type number {number}, which is not known here");
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
