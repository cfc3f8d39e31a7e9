using System.Buffers.Binary;
using System.Text.Json;

namespace SynthTrain.Models.Safetensors;

/// <summary>Reads and checks a header, as strictly as the reference program does [safetensors README "Format"; src/tensor.rs] and beyond it: a key that stands twice is refused.</summary>
/// <param name="Metadata">The texts of <c>__metadata__</c>, in file order; <see langword="null"/> when there are none.</param>
/// <param name="Tensors">In the order of their data.</param>
/// <param name="DataStart">The byte at which the data starts.</param>
internal sealed record SafetensorsHeader(IReadOnlyDictionary<string, string>? Metadata, IReadOnlyList<SafetensorsTensor> Tensors, long DataStart)
{
    /// <summary>The longest header that the reference program reads.</summary>
    public const int LongestHeader = 100_000_000;

    private static readonly JsonDocumentOptions s_options = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    public static SafetensorsHeader Read(ByteSource source)
    {
        Span<byte> count = stackalloc byte[8];
        if (source.Length < 8)
            throw Damaged(source.Name, $"it has {source.Length} bytes where its length alone takes 8");
        source.Read(0, count);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(count);
        if (length > LongestHeader)
            throw Damaged(source.Name, $"its header claims {length} bytes; at most {LongestHeader} are allowed");
        if (length > (ulong)(source.Length - 8))
            throw Damaged(source.Name, $"its header claims {length} bytes, but only {source.Length - 8} follow: the file is cut off; copy or download it again");
        var json = new byte[length];
        source.Read(8, json);
        if (json.Length == 0 || json[0] != '{')
            throw Damaged(source.Name, "its header does not start with '{'");
        try
        {
            using var document = JsonDocument.Parse(json, s_options);
            return Parse(document.RootElement, source);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw Damaged(source.Name, $"its header is not JSON of the known form: {exception.Message}");
        }
    }

    private static SafetensorsHeader Parse(JsonElement root, ByteSource source)
    {
        Dictionary<string, string>? metadata = null;
        var tensors = new List<SafetensorsTensor>();
        foreach (var property in root.EnumerateObject())
        {
            if (property.NameEquals("__metadata__"))
                metadata = ReadMetadata(property.Value, source.Name);
            else
                tensors.Add(ReadTensor(property, source.Name));
        }

        var end = CheckPlaces(tensors, source.Name);
        var start = source.Length - end;
        var headerEnd = 8 + HeaderLength(source);
        if (headerEnd != start)
            throw Damaged(source.Name, $"its tensors take {end} bytes, but {source.Length - headerEnd} follow the header{(headerEnd > start ? ": the file is cut off; copy or download it again" : "")}");
        return new(metadata, tensors, start);
    }

    private static long HeaderLength(ByteSource source)
    {
        Span<byte> count = stackalloc byte[8];
        source.Read(0, count);
        return BinaryPrimitives.ReadInt64LittleEndian(count);
    }

    private static Dictionary<string, string> ReadMetadata(JsonElement value, string file)
    {
        if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Any(item => item.Value.ValueKind != JsonValueKind.String))
            throw Damaged(file, "'__metadata__' is not an object of texts");
        return value.EnumerateObject().ToDictionary(item => item.Name, item => item.Value.GetString()!, StringComparer.Ordinal);
    }

    private static SafetensorsTensor ReadTensor(JsonProperty property, string file)
    {
        var value = property.Value;
        if (value.ValueKind != JsonValueKind.Object || value.GetPropertyCount() != 3 || !value.TryGetProperty("dtype", out var dtype)
            || !value.TryGetProperty("shape", out var sizes) || !value.TryGetProperty("data_offsets", out var offsets))
            throw Damaged(file, $"tensor '{property.Name}' does not have exactly 'dtype', 'shape' and 'data_offsets'");
        if (!Enum.TryParse<SafetensorsType>(dtype.GetString(), out var type) || type.ToString() != dtype.GetString())
            throw new ModelException(ModelFault.BadTensor, $"tensor '{property.Name}' has the dtype '{dtype}'; known are {string.Join(", ", Enum.GetNames<SafetensorsType>())}", file);
        var shape = Numbers(sizes);
        if (shape is null || Numbers(offsets) is not [var from, var to] || to < from)
            throw Damaged(file, $"the shape or the offsets of tensor '{property.Name}' are not whole numbers from 0 on");
        try
        {
            if (SafetensorsTensor.Bytes(type, shape) == to - from)
                return new(property.Name, type, shape, from, to - from);
        }
        catch (OverflowException)
        {
        }

        throw Damaged(file, $"tensor '{property.Name}' has {to - from} bytes, which do not fit {type} of shape [{string.Join(", ", shape)}]");
    }

    private static long[]? Numbers(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
            return null;
        var numbers = new long[list.GetArrayLength()];
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out numbers[index]) || numbers[index++] < 0)
                return null;
        }

        return numbers;
    }

    private static long CheckPlaces(List<SafetensorsTensor> tensors, string file)
    {
        tensors.Sort((left, right) => left.Offset != right.Offset ? left.Offset.CompareTo(right.Offset) : left.Length.CompareTo(right.Length));
        long end = 0;
        foreach (var tensor in tensors)
        {
            if (tensor.Offset != end)
                throw Damaged(file, $"tensor '{tensor.Name}' starts at byte {tensor.Offset} of the data where byte {end} is next: {(tensor.Offset < end ? "tensors overlap" : "a hole is not allowed")}");
            end = tensor.Offset + tensor.Length;
        }

        return end;
    }

    private static ModelException Damaged(string file, string what) => new(ModelFault.Damaged, $"'{file}' is not a sound safetensors file: {what}", file);
}
