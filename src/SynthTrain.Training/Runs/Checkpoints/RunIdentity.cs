using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Lora;
using SynthTrain.Training.Optimization;

namespace SynthTrain.Training.Runs.Checkpoints;

/// <summary>What a checkpoint belongs to. One of another run is not continued.</summary>
/// <param name="Data">The objective's fingerprint.</param>
/// <param name="Model">Every weight before the first step, which of them learn, the model's configuration, and what its adapters are.</param>
/// <param name="Options">The options that the weights or the metrics depend on.</param>
/// <param name="Epoch">The stage's epoch.</param>
internal sealed record RunIdentity(string Data, string Model, string Options, int Epoch)
{
    /// <summary>Eight hex digits that tell runs of one epoch apart.</summary>
    public string Short() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Data}\n{Model}\n{Options}")))[..8];

    /// <summary>The identity of a run whose weights are those before its first step.</summary>
    public static RunIdentity Of(RunJob job, IReadOnlyList<NamedParameter> learning)
    {
        // Blocks that are computed again give the same gradients, so memory may be saved in the middle of a run.
        var shaping = job.Options with { SaveSteps = 0, SaveTotalLimit = 0, ReportTo = "none", Project = null, GradientCheckpointing = false, ReportFields = new Dictionary<string, string>() };
        return new(job.Objective.Fingerprint, Hash(job.Model, learning), JsonSerializer.Serialize(shaping, CheckpointJson.Default.RunOptions), job.Epoch);
    }

    /// <summary>Why a checkpoint of another identity is not continued; <see langword="null"/> when it is this one's.</summary>
    public string? Differs(RunIdentity other) =>
        other.Epoch != Epoch ? "the stage was forced to start over"
        : other.Data != Data ? "the training data, or how it is cut and masked, has changed"
        : other.Model != Model ? "the base model, its type of numbers or the adapter has changed"
        : other.Options != Options ? "the training options have changed"
        : null;

    private static string Hash(DecoderModel model, IReadOnlyList<NamedParameter> learning)
    {
        using var scope = NewDisposeScope();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(Computing(model.Config)));
        foreach (var (name, module) in model.named_modules())
        {
            if (module is Projection { Adapter: LoraLayer adapter })
                hash.AppendData(Encoding.UTF8.GetBytes($"{name} {JsonSerializer.Serialize(adapter.Options)}\n"));
        }

        var frozen = model.named_parameters().Where(entry => !entry.parameter.requires_grad).Select(entry => new NamedParameter(entry.name, entry.parameter));
        foreach (var (name, value) in learning.Concat(frozen))
        {
            using var each = NewDisposeScope();
            hash.AppendData(Encoding.UTF8.GetBytes($"{name} {value.dtype} {string.Join(',', value.shape)} {value.requires_grad}\n"));
            hash.AppendData(value.detach().cpu().contiguous().bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Without what only generation and files ask for.</summary>
    private static ModelConfig Computing(ModelConfig config) => config with { TensorType = null, BosTokenId = null, EosTokenIds = TokenIdList.Empty, PadTokenId = null };
}
