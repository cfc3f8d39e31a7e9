using System.Runtime.InteropServices;
using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Tests.Quantization;

/// <summary>ggml's own quantization routines, from the npm package of llama.cpp.</summary>
internal static unsafe class Ggml
{
    private static readonly Lazy<nint> s_library = new(() => NativeLibrary.Load(Path.Combine(Peers.Package("@node-llama-cpp/linux-x64"), "bins", "linux-x64", "libggml-base.so")));

    /// <summary>What <c>ggml_quantize_chunk</c> writes.</summary>
    public static byte[] Quantize(GgufType type, float[] values, int columns, float[]? importance, int bytes)
    {
        var chunk = (delegate* unmanaged<int, float*, void*, long, long, long, float*, nuint>)Export("ggml_quantize_chunk");
        var written = new byte[bytes];
        fixed (float* from = values, weights = importance)
        {
            fixed (byte* to = written)
                Assert.AreEqual((nuint)bytes, chunk((int)type, from, to, 0, values.Length / columns, columns, weights));
        }

        return written;
    }

    /// <summary>What <c>dequantize_row_…</c> reads.</summary>
    public static float[] Dequantize(GgufType type, byte[] blocks, int count)
    {
        var name = type switch { GgufType.F16 => "ggml_fp16_to_fp32_row", GgufType.BF16 => "ggml_bf16_to_fp32_row", _ => "dequantize_row_" + type.ToString().Replace("Q", "q", StringComparison.Ordinal) };
        var row = (delegate* unmanaged<void*, float*, long, void>)Export(name);
        var values = new float[count];
        fixed (byte* from = blocks)
        {
            fixed (float* to = values)
                row(from, to, count);
        }

        return values;
    }

    /// <summary>Whether llama.cpp takes such bytes.</summary>
    public static bool Validate(GgufType type, byte[] blocks)
    {
        var validate = (delegate* unmanaged<int, void*, nuint, byte>)Export("ggml_validate_row_data");
        fixed (byte* from = blocks)
            return validate((int)type, from, (nuint)blocks.Length) != 0;
    }

    private static nint Export(string name) => NativeLibrary.GetExport(s_library.Value, name);
}
