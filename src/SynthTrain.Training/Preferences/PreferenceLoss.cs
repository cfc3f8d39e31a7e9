using System.Globalization;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Training.Configuration;

namespace SynthTrain.Training.Preferences;

/// <summary>The weighted sum of losses that a configuration names.</summary>
public sealed class PreferenceLoss
{
    private readonly (string Name, double Weight)[] _parts;
    private readonly LossShape _shape;

    /// <summary>Holds the options against what losses allow.</summary>
    /// <exception cref="SynthException"><see cref="Codes.TrainingConfig"/>.</exception>
    public PreferenceLoss(DpoOptions options)
    {
        Check(options);
        _shape = new(options.Beta, options.LabelSmoothing);
        _parts = [.. options.LossTypes.Select((name, i) => (name, options.LossWeights.Count == 0 ? 1 : options.LossWeights[i]))];
    }

    /// <summary>The names that <c>loss_type</c> may have.</summary>
    public static IReadOnlyCollection<string> Names => PreferenceLosses.Names;

    /// <summary>What one batch costs: the mean over its pairs.</summary>
    /// <returns>A scalar.</returns>
    internal Tensor Mean(PairScores scores)
    {
        Tensor? sum = null;
        foreach (var (name, weight) in _parts)
        {
            var part = PreferenceLosses.Of(name, scores, _shape).mean() * weight;
            sum = sum is null ? part : sum + part;
        }

        return sum!;
    }

    private static void Check(DpoOptions options)
    {
        if (options.LossTypes.Count == 0)
            throw Bad("'loss_type' is empty", $"allowed is one or more of {string.Join(", ", Names)}");
        if (options.LossTypes.FirstOrDefault(name => !Names.Contains(name)) is { } unknown)
            throw Bad($"'loss_type' is '{unknown}'", $"allowed is one or more of {string.Join(", ", Names)}");
        if (options.LossWeights.Count > 0 && options.LossWeights.Count != options.LossTypes.Count)
            throw Bad($"'loss_weights' has {options.LossWeights.Count} entries and 'loss_type' {options.LossTypes.Count}", "give one weight for each loss, or leave the weights out");
        if (options.LossWeights.Any(weight => !double.IsFinite(weight)))
            throw Bad($"'loss_weights' is '{string.Join(", ", options.LossWeights)}'", "allowed are finite numbers");
        if (options.Beta is not (> 0 and < double.PositiveInfinity))
            throw Bad(Given("beta", options.Beta), "allowed is a number above 0, such as 0.1");
        var smoothing = options.LabelSmoothing;
        if (smoothing is not (>= 0 and < 0.5))
            throw Bad(Given("label_smoothing", smoothing), "allowed is a number from 0 to below 0.5");
        if (smoothing == 0 && options.LossTypes.Contains("exo_pair"))
            throw Bad("'label_smoothing' is '0' with loss 'exo_pair', which takes its logarithm", "set it above 0, such as 0.001");
    }

    private static string Given(string name, double value) => string.Create(CultureInfo.InvariantCulture, $"'{name}' is '{value}'");

    private static SynthException Bad(string given, string allowed) => new(Codes.TrainingConfig, $"Of the preference training, {given}; {allowed}.");
}
