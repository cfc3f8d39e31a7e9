using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Tests.Quantization;

/// <summary>llama.cpp's own quantizer, from the npm package.</summary>
internal static unsafe class Llama
{
    /// <summary>Quantizes a file by <c>llama_model_quantize</c>, and returns whether it did.</summary>
    public static bool Quantize(string input, string output, GgufFileType type, int threads = 2, IReadOnlyDictionary<string, float[]>? importance = null)
    {
        var defaults = (delegate* unmanaged<Block>)LlamaModel.Export("llama_model_quantize_default_params");
        var quantize = (delegate* unmanaged<byte*, byte*, Block*, uint>)LlamaModel.Export("llama_model_quantize");
        var parameters = defaults();
        var numbers = (int*)&parameters;
        (numbers[0], numbers[1]) = (threads, (int)type);
        var held = new List<nint>();
        if (importance is not null)
            ((nint*)&parameters)[3] = Entries(importance, held);
        fixed (byte* from = Bytes(input), to = Bytes(output))
        {
            var failed = quantize(from, to, &parameters);
            held.ForEach(Marshal.FreeHGlobal);
            return failed == 0;
        }
    }

    private static nint Entries(IReadOnlyDictionary<string, float[]> importance, List<nint> held)
    {
        var entries = (nint*)Hold((importance.Count + 1) * 3 * sizeof(nint), held);
        var at = 0;
        foreach (var (name, values) in importance)
        {
            var text = Hold(Encoding.UTF8.GetByteCount(name) + 1, held);
            Bytes(name).CopyTo(new Span<byte>((void*)text, Encoding.UTF8.GetByteCount(name) + 1));
            var floats = Hold(values.Length * sizeof(float), held);
            values.CopyTo(new Span<float>((void*)floats, values.Length));
            (entries[at], entries[at + 1], entries[at + 2]) = (text, floats, values.Length);
            at += 3;
        }

        (entries[at], entries[at + 1], entries[at + 2]) = (0, 0, 0);
        return (nint)entries;
    }

    private static nint Hold(int length, List<nint> held)
    {
        held.Add(Marshal.AllocHGlobal(length));
        return held[^1];
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text + "\0");

    /// <summary>Room for any of the parameter structs, which are passed and returned in memory.</summary>
    [InlineArray(32)]
    private struct Block
    {
        private long _first;
    }
}
