using SynthTrain.Core.Diagnostics;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Generation;

namespace SynthTrain.Stages.Evaluate;

/// <summary>What answers are held to.</summary>
internal static class Constraints
{
    /// <summary>Makes, for a model, what makes a constraint for each answer.</summary>
    public static Func<LoadedModel, Func<ITokenConstraint>> Of(byte[] schema, string name) =>
        throw new SynthException(Codes.UnsupportedConstraint, $"Answers cannot be held to '{name}' ({schema.Length} bytes) yet; leave 'constrained' out.");
}
