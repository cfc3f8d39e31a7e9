using System.Runtime.InteropServices;
using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Tests.Quantization;

/// <summary>Small random models that llama.cpp's quantizer takes: all that it looks at are sizes, names and weights.</summary>
/// <param name="Architecture">Such as <c>llama</c>.</param>
/// <param name="Layers">Blocks.</param>
/// <param name="Heads">Query heads.</param>
/// <param name="Groups">Key and value heads.</param>
/// <param name="Width">Columns of most tensors.</param>
/// <param name="Hidden">Columns of <c>ffn_down</c>.</param>
internal sealed record LlamaFiles(string Architecture, int Layers, int Heads, int Groups, int Width, int Hidden)
{
    /// <summary>Without <c>output.weight</c>.</summary>
    public bool IsTied { get; init; }

    /// <summary>Experts, 0 for none.</summary>
    public int Experts { get; init; }

    /// <summary>How weights are stored.</summary>
    public GgufType Type { get; init; } = GgufType.F32;

    /// <summary>Rows of every matrix.</summary>
    public int Rows { get; init; } = 2;

    /// <summary>Rows of the embeddings.</summary>
    public int Vocabulary { get; init; } = 3;

    /// <summary>The tensors' names and shapes in a converter's order.</summary>
    public IEnumerable<(string Name, long[] Shape)> Tensors()
    {
        if (!IsTied)
            yield return ("output.weight", [Width, Vocabulary]);
        yield return ("token_embd.weight", [Width, Vocabulary]);
        for (var layer = 0; layer < Layers; layer++)
        {
            yield return ($"blk.{layer}.attn_norm.weight", [Width]);
            yield return ($"blk.{layer}.ffn_down{(Experts > 0 ? "_exps" : string.Empty)}.weight", Matrix(Hidden));
            yield return ($"blk.{layer}.ffn_gate{(Experts > 0 ? "_exps" : string.Empty)}.weight", Matrix(Width));
            yield return ($"blk.{layer}.ffn_up{(Experts > 0 ? "_exps" : string.Empty)}.weight", Matrix(Width));
            if (Experts > 0)
                yield return ($"blk.{layer}.ffn_gate_inp.weight", [Width, Experts]);
            yield return ($"blk.{layer}.ffn_norm.weight", [Width]);
            foreach (var part in new[] { "attn_k", "attn_output", "attn_q", "attn_v" })
                yield return ($"blk.{layer}.{part}.weight", [Width, Rows]);
        }

        yield return ("output_norm.weight", [Width]);
    }

    /// <summary>Writes the file.</summary>
    public void Write(string path, int seed = 1)
    {
        using var stream = File.Create(path);
        var writer = new GgufWriter(stream);
        foreach (var (key, value) in Metadata())
            writer.AddMetadata(key, value);
        foreach (var (name, shape) in Tensors())
            writer.AddTensor(name, shape.Length == 1 ? GgufType.F32 : Type, shape);
        writer.BeginData();
        var random = new Random(seed);
        foreach (var tensor in writer.Tensors)
        {
            var values = Quantization.Rows.Make((source, _) => Quantization.Rows.Normal(source) * 0.05f, random, (int)tensor.Values);
            writer.WriteTensor(tensor.Name, tensor.Type == GgufType.F32 ? MemoryMarshal.AsBytes(values.AsSpan()) : Narrow(values, tensor.Type));
        }

        writer.Finish();
    }

    private long[] Matrix(int columns) => Experts > 0 ? [columns, Rows, Experts] : [columns, Rows];

    private static byte[] Narrow(float[] values, GgufType type)
    {
        var bytes = new byte[values.Length * 2];
        Models.Quantization.Quantizer.Quantize(type, values, values.Length, [], bytes);
        return bytes;
    }

    private IEnumerable<(string Key, GgufValue Value)> Metadata()
    {
        yield return ("general.architecture", GgufValue.From(Architecture));
        yield return ("general.file_type", GgufValue.From(0u));
        yield return ("general.name", GgufValue.From("random"));
        foreach (var (key, value) in new[] { ("block_count", Layers), ("context_length", 64), ("embedding_length", Width), ("feed_forward_length", Hidden), ("attention.head_count", Heads), ("attention.head_count_kv", Groups), ("vocab_size", Vocabulary), ("rope.dimension_count", Width / Heads) })
            yield return ($"{Architecture}.{key}", GgufValue.From((uint)value));
        if (Experts > 0)
        {
            yield return ($"{Architecture}.expert_count", GgufValue.From((uint)Experts));
            yield return ($"{Architecture}.expert_used_count", GgufValue.From(2u));
        }

        yield return ($"{Architecture}.attention.layer_norm_rms_epsilon", GgufValue.From(1e-5f));
    }
}
