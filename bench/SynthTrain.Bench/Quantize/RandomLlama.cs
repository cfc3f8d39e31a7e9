using System.Runtime.InteropServices;
using SynthTrain.Models.Gguf;
using SynthTrain.Models.Quantization;

namespace SynthTrain.Bench.Quantize;

/// <summary>A Llama of random F16 weights, as large as asked: enough for a quantizer, not for an answer.</summary>
internal static class RandomLlama
{
    private const int Width = 1024;
    private const int Hidden = 2816;
    private const int Groups = 256;
    private const int Vocabulary = 32_000;
    private const long LayerBytes = 2L * ((2 * Width * Width) + (2 * Width * Groups) + (3 * Width * Hidden));

    /// <summary>Writes about so many megabytes.</summary>
    public static void Write(string path, int megabytes)
    {
        var layers = (int)Math.Max(1, ((megabytes * 1_000_000L) - (2L * Width * Vocabulary)) / LayerBytes);
        using var stream = File.Create(path);
        var writer = new GgufWriter(stream);
        writer.AddMetadata("general.architecture", GgufValue.From("llama"));
        foreach (var (key, value) in new[] { ("block_count", layers), ("context_length", 2048), ("embedding_length", Width), ("feed_forward_length", Hidden), ("attention.head_count", 16), ("attention.head_count_kv", 4), ("vocab_size", Vocabulary), ("rope.dimension_count", 64) })
            writer.AddMetadata($"llama.{key}", GgufValue.From((uint)value));
        writer.AddMetadata("llama.attention.layer_norm_rms_epsilon", GgufValue.From(1e-5f));
        foreach (var (name, shape) in Tensors(layers))
            writer.AddTensor(name, shape.Length == 1 ? GgufType.F32 : GgufType.F16, shape);
        writer.BeginData();
        Fill(writer);
        writer.Finish();
    }

    private static IEnumerable<(string Name, long[] Shape)> Tensors(int layers)
    {
        yield return ("token_embd.weight", [Width, Vocabulary]);
        for (var layer = 0; layer < layers; layer++)
        {
            foreach (var (part, rows, columns) in new[] { ("attn_q", Width, Width), ("attn_k", Groups, Width), ("attn_v", Groups, Width), ("attn_output", Width, Width), ("ffn_gate", Hidden, Width), ("ffn_up", Hidden, Width), ("ffn_down", Width, Hidden) })
                yield return ($"blk.{layer}.{part}.weight", [columns, rows]);
            yield return ($"blk.{layer}.attn_norm.weight", [Width]);
            yield return ($"blk.{layer}.ffn_norm.weight", [Width]);
        }

        yield return ("output_norm.weight", [Width]);
    }

    private static void Fill(GgufWriter writer)
    {
        var random = new Random(42);
        var deviates = new float[1 << 16];
        for (var i = 0; i < deviates.Length; i++)
            deviates[i] = (float)(0.02 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        foreach (var tensor in writer.Tensors)
        {
            writer.BeginTensor(tensor.Name);
            var row = new float[tensor.Columns];
            var bytes = new byte[Quantizer.RowBytes(tensor.Type, row.Length)];
            for (var r = 0; r < tensor.Rows; r++)
            {
                random.NextBytes(MemoryMarshal.AsBytes(row.AsSpan()));
                foreach (ref var value in row.AsSpan())
                    value = deviates[BitConverter.SingleToInt32Bits(value) & 0xFFFF];
                Quantizer.Quantize(tensor.Type, row, row.Length, [], bytes);
                writer.Write(bytes);
            }
        }
    }
}
