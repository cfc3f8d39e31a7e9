using System.Runtime.InteropServices;
using SynthTrain.Models.Gguf;

namespace SynthTrain.Bench.Generation;

/// <summary>An F32 Llama with random weights, a tied output and a vocabulary of made-up words, which llama.cpp loads too.</summary>
internal static class RandomDecoder
{
    private static readonly string[] s_merges = ["a b"];

    public static void Write(string path, GenerateShape shape)
    {
        using var stream = File.Create(path);
        var writer = new GgufWriter(stream);
        writer.AddMetadata("general.architecture", GgufValue.From("llama"));
        foreach (var (key, value) in new[] { ("block_count", shape.Layers), ("context_length", 2048), ("embedding_length", shape.Width), ("feed_forward_length", shape.Inner), ("attention.head_count", shape.Heads), ("attention.head_count_kv", shape.KeyHeads), ("vocab_size", shape.Vocabulary), ("rope.dimension_count", shape.Width / shape.Heads) })
            writer.AddMetadata($"llama.{key}", GgufValue.From((uint)value));
        writer.AddMetadata("llama.attention.layer_norm_rms_epsilon", GgufValue.From(1e-5f));
        writer.AddMetadata("tokenizer.ggml.model", GgufValue.From("gpt2"));
        writer.AddMetadata("tokenizer.ggml.pre", GgufValue.From("gpt-2"));
        writer.AddMetadata("tokenizer.ggml.tokens", GgufValue.Of(Words(shape.Vocabulary)));
        writer.AddMetadata("tokenizer.ggml.token_type", GgufValue.Of(Enumerable.Repeat(1, shape.Vocabulary).ToArray()));
        writer.AddMetadata("tokenizer.ggml.merges", GgufValue.Of(s_merges));
        writer.AddMetadata("tokenizer.ggml.eos_token_id", GgufValue.From(0u));
        foreach (var (name, size) in Tensors(shape))
            writer.AddTensor(name, GgufType.F32, size);
        writer.BeginData();
        Fill(writer);
        writer.Finish();
    }

    /// <summary>The 256 letters of byte-level vocabularies, then numbers.</summary>
    private static string[] Words(int count)
    {
        var letters = Enumerable.Range(0, 0x144).Where(c => c is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE).Select(c => ((char)c).ToString()).Take(256).ToList();
        return [.. letters.Append("ab").Concat(Enumerable.Range(0, count).Select(i => $"w{i}")).Take(count)];
    }

    private static IEnumerable<(string Name, long[] Shape)> Tensors(GenerateShape shape)
    {
        var (width, keys) = (shape.Width, shape.Width / shape.Heads * shape.KeyHeads);
        yield return ("token_embd.weight", [width, shape.Vocabulary]);
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            foreach (var (part, rows, columns) in new[] { ("attn_q", width, width), ("attn_k", keys, width), ("attn_v", keys, width), ("attn_output", width, width), ("ffn_gate", shape.Inner, width), ("ffn_up", shape.Inner, width), ("ffn_down", width, shape.Inner) })
                yield return ($"blk.{layer}.{part}.weight", [columns, rows]);
            yield return ($"blk.{layer}.attn_norm.weight", [width]);
            yield return ($"blk.{layer}.ffn_norm.weight", [width]);
        }

        yield return ("output_norm.weight", [width]);
    }

    private static void Fill(GgufWriter writer)
    {
        var random = new Random(42);
        foreach (var tensor in writer.Tensors)
        {
            writer.BeginTensor(tensor.Name);
            var row = new float[tensor.Columns];
            for (var r = 0; r < tensor.Rows; r++)
            {
                for (var i = 0; i < row.Length; i++)
                    row[i] = tensor.Shape.Count == 1 ? 1 : (float)((random.NextDouble() - 0.5) * 0.1);
                writer.Write(MemoryMarshal.AsBytes(row.AsSpan()));
            }
        }
    }
}
