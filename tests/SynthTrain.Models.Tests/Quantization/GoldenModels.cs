using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Tests.Quantization;

/// <summary>Golden Llama models as F32 GGUF files: what llama.cpp's converter makes of their safetensors, by this helper alone.</summary>
internal static class GoldenModels
{
    private static readonly Dictionary<string, string> s_parts = new(StringComparer.Ordinal)
    {
        ["input_layernorm"] = "attn_norm",
        ["post_attention_layernorm"] = "ffn_norm",
        ["self_attn.q_proj"] = "attn_q",
        ["self_attn.k_proj"] = "attn_k",
        ["self_attn.v_proj"] = "attn_v",
        ["self_attn.o_proj"] = "attn_output",
        ["mlp.gate_proj"] = "ffn_gate",
        ["mlp.up_proj"] = "ffn_up",
        ["mlp.down_proj"] = "ffn_down",
    };

    /// <summary>Writes the F32 file.</summary>
    /// <param name="folder">The Hugging Face folder, relative to the golden set.</param>
    /// <param name="metadata">A GGUF file of the set that has the model's metadata, or <see langword="null"/> for the little that quantizing needs.</param>
    /// <param name="path">The file to write.</param>
    public static void Write(string folder, string? metadata, string path)
    {
        var root = Golden.Require(folder);
        using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(root, "config.json")));
        var (heads, groups) = (config.RootElement.GetProperty("num_attention_heads").GetInt32(), config.RootElement.GetProperty("num_key_value_heads").GetInt32());
        var tensors = Read(Path.Combine(root, "model.safetensors"));
        using var stream = File.Create(path);
        var writer = new GgufWriter(stream);
        foreach (var (key, value) in metadata is null ? Least(config.RootElement) : Copy(metadata))
            writer.AddMetadata(key, value);
        foreach (var (name, shape, _) in tensors)
            writer.AddTensor(Name(name), GgufType.F32, [.. shape.Reverse()]);
        writer.BeginData();
        foreach (var (name, shape, values) in tensors)
        {
            var heading = name.Contains("q_proj", StringComparison.Ordinal) ? heads : name.Contains("k_proj", StringComparison.Ordinal) ? groups : 0;
            writer.WriteTensor(Name(name), MemoryMarshal.AsBytes(heading == 0 ? values : Permute(values, heading, shape).AsSpan()));
        }

        writer.Finish();
    }

    private static IEnumerable<KeyValuePair<string, GgufValue>> Copy(string file)
    {
        using var reader = GgufReader.Open(Golden.Require(file));
        return [.. reader.Metadata];
    }

    private static Dictionary<string, GgufValue> Least(JsonElement config) => new()
    {
        ["general.architecture"] = GgufValue.From("llama"),
        ["llama.block_count"] = GgufValue.From(config.GetProperty("num_hidden_layers").GetUInt32()),
        ["llama.attention.head_count"] = GgufValue.From(config.GetProperty("num_attention_heads").GetUInt32()),
        ["llama.attention.head_count_kv"] = GgufValue.From(config.GetProperty("num_key_value_heads").GetUInt32()),
    };

    private static string Name(string name)
    {
        switch (name)
        {
            case "lm_head.weight": return "output.weight";
            case "model.embed_tokens.weight": return "token_embd.weight";
            case "model.norm.weight": return "output_norm.weight";
        }

        var parts = name.Split('.', 4);
        return $"blk.{parts[2]}.{s_parts[parts[3].Replace(".weight", "", StringComparison.Ordinal)]}.weight";
    }

    /// <summary>Rows as (heads, halves, rest) become (heads, rest, halves).</summary>
    private static float[] Permute(float[] values, int heads, long[] shape)
    {
        var (columns, half) = ((int)shape[1], (int)shape[0] / heads / 2);
        var result = new float[values.Length];
        for (var row = 0; row < shape[0]; row++)
        {
            var (head, within) = (row / (2 * half), row % (2 * half));
            var to = (head * 2 * half) + (within % half * 2) + (within / half);
            values.AsSpan(row * columns, columns).CopyTo(result.AsSpan(to * columns));
        }

        return result;
    }

    private static List<(string Name, long[] Shape, float[] Values)> Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, length));
        var tensors = new List<(string, long[], float[])>();
        foreach (var tensor in header.RootElement.EnumerateObject().Where(item => item.Name != "__metadata__"))
        {
            var offsets = tensor.Value.GetProperty("data_offsets");
            var data = bytes.AsSpan(8 + length + offsets[0].GetInt32(), offsets[1].GetInt32() - offsets[0].GetInt32());
            var narrow = tensor.Value.GetProperty("dtype").GetString() == "BF16";
            var values = narrow
                ? MemoryMarshal.Cast<byte, ushort>(data).ToArray().Select(half => BitConverter.UInt32BitsToSingle((uint)half << 16)).ToArray()
                : MemoryMarshal.Cast<byte, float>(data).ToArray();
            tensors.Add((tensor.Name, [.. tensor.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())], values));
        }

        return tensors;
    }
}
