using System.Globalization;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Optimization;

namespace SynthTrain.Training.Runs.Estimates;

/// <summary>Memory of a run in bytes; of activations at most, for behind its attention the last block goes on only with places that have a loss, and is counted for every token.</summary>
/// <param name="Weights">All weights; they are loaded when this is asked.</param>
/// <param name="Gradients">Of the weights that learn.</param>
/// <param name="Optimizer">Adam's two moments of each weight that learns.</param>
/// <param name="Activations">What the backward pass needs of the largest micro-batch, and the loss: some scores, and the head's gradient before it is added.</param>
public sealed record MemoryEstimate(long Weights, long Gradients, long Optimizer, long Activations)
{
    /// <summary>What is still to be taken when the weights are loaded.</summary>
    public long Further => Gradients + Optimizer + Activations;

    /// <summary>All of it.</summary>
    public long Total => Weights + Further;

    /// <summary>Counts weights, and activations by the formula of <see cref="OfToken"/>.</summary>
    /// <param name="job">The model and options.</param>
    /// <param name="learning">The weights that learn.</param>
    /// <param name="tokens">Tokens of the largest micro-batch, padding counted.</param>
    public static MemoryEstimate Of(RunJob job, IReadOnlyList<NamedParameter> learning, long tokens)
    {
        var trained = learning.Sum(parameter => parameter.Value.numel());
        var weights = job.Model.named_parameters().Sum(entry => entry.parameter.numel() * (entry.parameter.dtype == ScalarType.Float32 ? 4 : 2));
        return new(weights, trained * 4, trained * 8, tokens * OfToken(job.Model.Config, job.Options.GradientCheckpointing) + OfLoss(job.Model.Head, tokens));
    }

    /// <summary>In words, such as <c>1.2 GB (weights 0.5, gradients 0.1, optimizer 0.2, activations 0.4)</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Text(Total)} (weights {Text(Weights)}, gradients {Text(Gradients)}, optimizer {Text(Optimizer)}, activations {Text(Activations)})");

    /// <summary>Bytes in words.</summary>
    internal static string Text(long bytes) => bytes switch
    {
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0} kB"),
    };

    /// <summary>Scores of the rows that are taken together, and a gradient as large as the head where it learns.</summary>
    private static long OfLoss(Tensor head, long tokens)
    {
        var whole = head.requires_grad ? head.numel() : 0;
        return 4 * (Operations.ScoresTogether(head, tokens) + whole);
    }

    /// <summary>
    /// Float32 values that a block keeps of a token: its input and the middle stream, both norms' results, queries and keys before and after rotation, values, what attention saw,
    /// and gate, up and their product. With checkpointing only its input, and one block's values at a time.
    /// </summary>
    private static long OfToken(ModelConfig config, bool checkpointing)
    {
        var attention = (long)config.HeadCount * config.HeadSize;
        var block = 4L * config.HiddenSize + 3 * attention + 3L * config.KeyValueHeadCount * config.HeadSize + 2 * attention + 3L * config.IntermediateSize;
        var kept = checkpointing ? (long)config.LayerCount * config.HiddenSize + block : config.LayerCount * block;
        return 4 * (kept + 3L * config.HiddenSize);
    }
}
