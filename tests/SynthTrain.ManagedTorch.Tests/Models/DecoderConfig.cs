using System.Text.Json;

namespace SynthTrain.ManagedTorch.Tests.Models;

/// <summary>The lines of a config.json that the forward pass needs.</summary>
internal sealed class DecoderConfig
{
    private readonly JsonElement _root;

    public DecoderConfig(string path) => _root = JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;

    public long Layers => Number("num_hidden_layers", 0);

    public long Heads => Number("num_attention_heads", 0);

    public long KeyHeads => Number("num_key_value_heads", Heads);

    public long HeadSize => Number("head_dim", Number("hidden_size", 0) / Heads);

    public double Eps => _root.GetProperty("rms_norm_eps").GetDouble();

    public double Theta => Rope.TryGetProperty("rope_theta", out var theta) ? theta.GetDouble() : _root.GetProperty("rope_theta").GetDouble();

    public bool Tied => _root.TryGetProperty("tie_word_embeddings", out var tied) && tied.GetBoolean();

    public long? Window => _root.TryGetProperty("sliding_window", out var window) && window.ValueKind == JsonValueKind.Number
        && !(_root.TryGetProperty("use_sliding_window", out var used) && !used.GetBoolean()) ? window.GetInt64() : null;

    private JsonElement Rope => _root.TryGetProperty("rope_parameters", out var rope) ? rope : default(JsonElement).ValueKind == JsonValueKind.Undefined && _root.TryGetProperty("rope_scaling", out var old) && old.ValueKind == JsonValueKind.Object ? old : _root;

    /// <summary>Rotary frequencies, with Llama 3's stretching of the slow ones.</summary>
    public float[] Frequencies()
    {
        var half = (int)HeadSize / 2;
        var plain = Enumerable.Range(0, half).Select(i => (float)(1 / Math.Pow(Theta, 2.0 * i / HeadSize))).ToArray();
        if (!Rope.TryGetProperty("rope_type", out var type) || type.GetString() != "llama3")
            return plain;
        var (factor, low, high) = (Rope.GetProperty("factor").GetDouble(), Rope.GetProperty("low_freq_factor").GetDouble(), Rope.GetProperty("high_freq_factor").GetDouble());
        var original = Rope.GetProperty("original_max_position_embeddings").GetDouble();
        return [.. plain.Select(inverse => Stretch(inverse, original / (2 * Math.PI / inverse), factor, low, high))];
    }

    private static float Stretch(float inverse, double turns, double factor, double low, double high)
    {
        if (turns > high)
            return inverse;
        if (turns < low)
            return (float)(inverse / factor);
        var smooth = (turns - low) / (high - low);
        return (float)((1 - smooth) * inverse / factor + smooth * inverse);
    }

    private long Number(string name, long fallback) => _root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : fallback;
}
