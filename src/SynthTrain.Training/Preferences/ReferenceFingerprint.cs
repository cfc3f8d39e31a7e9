using System.Security.Cryptography;
using System.Text;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.Decoder;

namespace SynthTrain.Training.Preferences;

/// <summary>A hash of the weights that a reference answers with; adapters are none of them.</summary>
internal static class ReferenceFingerprint
{
    /// <summary>SHA-256 over names, types, device and bytes.</summary>
    public static string Of(DecoderModel model)
    {
        using var none = no_grad();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(model.Config.ToString()));
        var weights = model.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter, StringComparer.Ordinal);
        foreach (var name in ModelTensors.Expected(model.Config).Keys)
        {
            using var scope = NewDisposeScope();
            // A tied head has no entry of its own.
            if (!weights.TryGetValue(name, out var weight))
                continue;
            hash.AppendData(Encoding.UTF8.GetBytes($"\n{name} {weight.dtype} {weight.device.type}\n"));
            hash.AppendData(weight.detach().cpu().contiguous().bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
