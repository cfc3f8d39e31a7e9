using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Quantization;

/// <summary>The names of quantizations, as users and llama.cpp write them.</summary>
public static class GgufQuantNames
{
    /// <summary>The names for messages: <c>allowed are f32, f16, …</c>.</summary>
    internal static string Allowed { get; } = $"allowed are {string.Join(", ", Enum.GetValues<GgufFileType>().Select(Name))}";

    /// <summary>The name in small letters, such as <c>q4_k_m</c>.</summary>
    public static string Name(GgufFileType type) => type.ToString().ToLowerInvariant();

    /// <summary>Reads a name in letters of any size: <c>q4_k_m</c>, <c>Q4_K_M</c>, <c>f16</c>. As for llama.cpp, <c>q3_k</c>, <c>q4_k</c> and <c>q5_k</c> are the medium ones.</summary>
    /// <exception cref="ModelException">There is no such name.</exception>
    public static GgufFileType Parse(string name)
    {
        var known = name.Trim().ToUpperInvariant() switch { "Q3_K" => "Q3_K_M", "Q4_K" => "Q4_K_M", "Q5_K" => "Q5_K_M", var given => given };
        foreach (var type in Enum.GetValues<GgufFileType>())
        {
            if (type.ToString() == known)
                return type;
        }

        throw new ModelException(ModelFault.UnsupportedQuantization, $"quantization '{name}' is not known; {Allowed}");
    }
}
