using System.Text.Json;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Optimization;
using TorchSharp.Modules;

namespace SynthTrain.Training.Runs.Checkpoints;

/// <summary>What a checkpoint belongs to. One of another run is not continued.</summary>
/// <param name="Data">The objective's fingerprint.</param>
/// <param name="Model">Every weight before the first step, and which of them learn.</param>
/// <param name="Options">The options that the weights or the metrics depend on.</param>
/// <param name="Epoch">The stage's epoch.</param>
internal sealed record RunIdentity(string Data, string Model, string Options, int Epoch)
{
    /// <summary>The identity of a run whose weights are those before its first step.</summary>
    public static RunIdentity Of(RunJob job, IReadOnlyList<NamedParameter> learning)
    {
        var shaping = job.Options with { SaveSteps = 0, SaveTotalLimit = 0, ReportTo = "none", Project = null };
        return new(job.Objective.Fingerprint, Hash(job.Model, learning), JsonSerializer.Serialize(shaping, CheckpointJson.Default.RunOptions), job.Epoch);
    }

    /// <summary>Why a checkpoint of another identity is not continued; <see langword="null"/> when it is this one's.</summary>
    public string? Differs(RunIdentity other) =>
        other.Epoch != Epoch ? "the stage was forced to start over"
        : other.Data != Data ? "the training data, or how it is cut and masked, has changed"
        : other.Model != Model ? "the base model or the adapter's shape has changed"
        : other.Options != Options ? "the training options have changed"
        : null;

    private static string Hash(nn.Module model, IReadOnlyList<NamedParameter> learning)
    {
        using var scope = NewDisposeScope();
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        var frozen = model.named_parameters().Where(entry => !entry.parameter.requires_grad).Select(entry => new NamedParameter(entry.name, entry.parameter));
        foreach (var (name, value) in learning.Concat(frozen))
        {
            using var each = NewDisposeScope();
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{name} {value.dtype} {string.Join(',', value.shape)} {value.requires_grad}\n"));
            hash.AppendData(value.detach().cpu().contiguous().bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
