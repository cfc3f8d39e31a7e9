using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Generation;

namespace SynthTrain.Stages.Evaluate;

/// <summary>What answers are held to: the schema itself says whether they are written in one way, here as in a chat.</summary>
internal static class Constraints
{
    /// <summary>Makes, for a model, what makes a constraint for each answer.</summary>
    /// <param name="schema">The schema as UTF-8.</param>
    /// <param name="name">What messages call it.</param>
    public static Func<LoadedModel, Func<ITokenConstraint>> Of(byte[] schema, string name) => model =>
    {
        var grammar = JsonGrammar.OfSchema(schema, name, model);
        return grammar.Start;
    };
}
