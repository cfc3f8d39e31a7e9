using System.Globalization;

namespace SynthTrain.Models.Gguf;

/// <summary>llama.cpp's names for what Hugging Face names otherwise [llama.cpp gguf-py/gguf/constants.py, tensor_mapping.py, utility.py].</summary>
internal static class GgufNames
{
    private static readonly Dictionary<string, string> s_global = new(StringComparer.Ordinal)
    {
        ["model.embed_tokens"] = "token_embd", ["model.norm"] = "output_norm", ["lm_head"] = "output",
    };

    private static readonly Dictionary<string, string> s_layer = new(StringComparer.Ordinal)
    {
        ["input_layernorm"] = "attn_norm",
        ["self_attn.q_proj"] = "attn_q", ["self_attn.k_proj"] = "attn_k", ["self_attn.v_proj"] = "attn_v", ["self_attn.o_proj"] = "attn_output",
        ["self_attn.q_norm"] = "attn_q_norm", ["self_attn.k_norm"] = "attn_k_norm",
        ["post_attention_layernorm"] = "ffn_norm",
        ["mlp.gate_proj"] = "ffn_gate", ["mlp.up_proj"] = "ffn_up", ["mlp.down_proj"] = "ffn_down",
    };

    /// <summary>The name of a tensor, whose Hugging Face name is known to fit the config.</summary>
    public static string Tensor(string name)
    {
        var dot = name.LastIndexOf('.');
        var (stem, suffix) = (name[..dot], name[dot..]);
        if (s_global.TryGetValue(stem, out var global))
            return global + suffix;
        var parts = stem.Split('.', 4);
        return $"blk.{parts[2]}.{s_layer[parts[3]]}{suffix}";
    }

    /// <summary>A folder's name as a title: words of small letters get a capital, but those that start with a digit.</summary>
    public static string Title(string name) => string.Join(' ', name.Trim().Replace('-', ' ').Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(word => word.Any(char.IsUpper) || !word.Any(char.IsLower) || char.IsAsciiDigit(word[0]) || IsVersion(word) ? word : Capitalized(word)));

    /// <summary>How many parameters there are, to two digits, as <c>general.size_label</c> has it.</summary>
    public static string SizeLabel(long parameters)
    {
        var (scaled, unit) = parameters switch
        {
            > 1_000_000_000_000 => (parameters * 1e-12, "T"),
            > 1_000_000_000 => (parameters * 1e-9, "B"),
            > 1_000_000 => (parameters * 1e-6, "M"),
            _ => (parameters * 1e-3, "K"),
        };
        var whole = Math.Round(scaled).ToString(CultureInfo.InvariantCulture).TrimStart('0');
        return scaled.ToString("F" + Math.Max(2 - whole.Length, 0), CultureInfo.InvariantCulture) + unit;
    }

    private static bool IsVersion(string word) => word.Length > 1 && word[0] == 'v' && word.Skip(1).All(letter => char.IsAsciiDigit(letter) || letter == '.');

    private static string Capitalized(string word) => string.Concat(word.Select((letter, index) => index == 0 || !char.IsLetter(word[index - 1]) ? char.ToUpperInvariant(letter) : letter));
}
