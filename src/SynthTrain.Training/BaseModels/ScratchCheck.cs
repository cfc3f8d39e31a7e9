using SynthTrain.Core.Diagnostics;
using SynthTrain.Training.Configuration;

namespace SynthTrain.Training.BaseModels;

/// <summary>Holds the sizes of a model from scratch against each other.</summary>
internal static class ScratchCheck
{
    /// <exception cref="SynthException"><see cref="Codes.TrainingConfig"/> with every fault.</exception>
    public static void Check(ScratchOptions options, int specials)
    {
        var faults = Positive(options).ToList();
        if (faults.Count == 0)
            faults.AddRange(Together(options));
        if (options.VocabularySize < 256 + specials)
            faults.Add($"model.vocab_size is '{options.VocabularySize}'; 256 bytes and the {specials} special tokens of template '{options.Template}' need at least {256 + specials}.");
        if (faults.Count > 0)
            throw new SynthException([.. faults.Select(fault => Diagnostic.Error(Codes.TrainingConfig, fault))]);
    }

    private static IEnumerable<string> Positive(ScratchOptions options) =>
        new[]
        {
            ("hidden_size", options.HiddenSize), ("intermediate_size", options.IntermediateSize), ("num_hidden_layers", options.LayerCount), ("num_attention_heads", options.HeadCount),
            ("num_key_value_heads", options.KeyValueHeadCount), ("max_position_embeddings", options.MaxPositions),
        }.Where(size => size.Item2 < 1).Select(size => $"model.{size.Item1} is '{size.Item2}'; allowed is a whole number from 1.");

    private static IEnumerable<string> Together(ScratchOptions options)
    {
        if (options.HiddenSize % options.HeadCount != 0 || options.HiddenSize / options.HeadCount % 2 != 0)
            yield return $"model.hidden_size is '{options.HiddenSize}' and model.num_attention_heads is '{options.HeadCount}'; the first must be an even multiple of the second, since rotary positions turn pairs within each head.";
        if (options.HeadCount % options.KeyValueHeadCount != 0)
            yield return $"model.num_key_value_heads is '{options.KeyValueHeadCount}'; it must divide the {options.HeadCount} of model.num_attention_heads.";
        foreach (var fault in options.InductionHeads ? InductionHeads.Faults(options) : [])
            yield return fault;
    }
}
