using System.Runtime.InteropServices;
using System.Text;

namespace SynthTrain.Models.Gguf;

/// <summary>Writes what stands before the data section [ggml docs/gguf.md].</summary>
internal static class GgufHeaderWriter
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes the header without padding, and returns its length.</summary>
    public static long Write(Stream stream, OrderedDictionary<string, GgufValue> metadata, IReadOnlyCollection<GgufTensorInfo> tensors)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory, s_strict);
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write((ulong)tensors.Count);
        writer.Write((ulong)metadata.Count);
        foreach (var (key, value) in metadata)
        {
            Text(writer, key);
            Value(writer, value);
        }

        foreach (var tensor in tensors)
            Tensor(writer, tensor);
        writer.Flush();
        memory.Position = 0;
        memory.CopyTo(stream);
        return memory.Length;
    }

    private static void Tensor(BinaryWriter writer, GgufTensorInfo tensor)
    {
        Text(writer, tensor.Name);
        writer.Write((uint)tensor.Shape.Count);
        foreach (var size in tensor.Shape)
            writer.Write(size);
        writer.Write((uint)tensor.Type);
        writer.Write(tensor.Offset);
    }

    private static void Value(BinaryWriter writer, GgufValue value)
    {
        writer.Write((uint)value.Kind);
        if (value.Kind is not GgufValueKind.Array)
        {
            Scalar(writer, value.Value);
            return;
        }

        var array = (Array)value.Value;
        writer.Write((uint)value.ElementKind);
        writer.Write((ulong)array.Length);
        if (array is string[] texts)
            Array.ForEach(texts, text => Text(writer, text));
        else
            writer.Write(MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(array), Buffer.ByteLength(array)));
    }

    private static void Scalar(BinaryWriter writer, object value)
    {
        switch (value)
        {
            case string text: Text(writer, text); break;
            case byte number: writer.Write(number); break;
            case sbyte number: writer.Write(number); break;
            case ushort number: writer.Write(number); break;
            case short number: writer.Write(number); break;
            case uint number: writer.Write(number); break;
            case int number: writer.Write(number); break;
            case float number: writer.Write(number); break;
            case bool truth: writer.Write(truth); break;
            case ulong number: writer.Write(number); break;
            case long number: writer.Write(number); break;
            default: writer.Write((double)value); break;
        }
    }

    private static void Text(BinaryWriter writer, string text)
    {
        byte[] bytes;
        try
        {
            bytes = s_strict.GetBytes(text);
        }
        catch (EncoderFallbackException exception)
        {
            throw new ModelException(ModelFault.BadText, $"a text for GGUF metadata is not valid Unicode: {exception.Message}", inner: exception);
        }

        writer.Write((ulong)bytes.LongLength);
        writer.Write(bytes);
    }
}
