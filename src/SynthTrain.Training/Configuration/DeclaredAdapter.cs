using SynthTrain.Core.Diagnostics;
using SynthTrain.Training.BaseModels;

namespace SynthTrain.Training.Configuration;

/// <summary>Holds the adapter that a configuration asks for against the files that the build declares: both read <c>training.use_lora</c>, and a difference would be found after the last step only.</summary>
public static class DeclaredAdapter
{
    /// <summary>Checks.</summary>
    /// <param name="lora">The adapter; <see langword="null"/> = none.</param>
    /// <param name="roles">What the build declares as outputs.</param>
    /// <param name="file">The configuration's name; <see langword="null"/> without one.</param>
    /// <exception cref="SynthException"><see cref="Codes.TrainingConfig"/>.</exception>
    public static void Check(LoraOptions? lora, IEnumerable<string> roles, string? file)
    {
        var missing = TrainedModelWriter.AdapterRoles.Except(roles, StringComparer.Ordinal).ToList();
        if (missing.Count == (lora is null ? TrainedModelWriter.AdapterRoles.Count : 0))
            return;
        var declared = missing.Count == 0 ? "the adapter's files as outputs" : $"no '{string.Join("', '", missing)}' as outputs";
        var asked = lora is null ? "no adapter" : "an adapter";
        throw new SynthException(
            Codes.TrainingConfig,
            $"The build declares {declared}, and the configuration with its overrides asks for {asked}. Say it plainly, 'training.use_lora: {(lora is null ? "false" : "true")}', in the file or in the overrides, so that both read the same.",
            file);
    }
}
