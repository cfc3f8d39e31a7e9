using SynthTrain.Models.Gguf;
using SynthTrain.Models.Quantization;

namespace SynthTrain.Stages.Evaluate;

/// <summary>What a GGUF says that it is mostly stored as.</summary>
internal static class GgufKind
{
    /// <summary>A name such as <c>q4_k_m</c>; <see langword="null"/> where the file does not say.</summary>
    public static string? Of(string path)
    {
        using var file = GgufReader.Open(path);
        var kind = file.Metadata.TryGetValue("general.file_type", out var value) && value.Integer is { } number ? (GgufFileType)(int)number : (GgufFileType?)null;
        return kind is { } type && Enum.IsDefined(type) ? GgufQuantNames.Name(type) : null;
    }
}
