using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;
using SynthTrain.Models.Quantization;
using SynthTrain.Stages.ModelFiles;
using SynthTrain.Training.Evaluation.Gate;

namespace SynthTrain.Stages.Evaluate;

/// <summary>Finds bounds of the export gate that hold nothing: such a gate would pass whatever was exported.</summary>
internal static class GateNames
{
    /// <summary>Checks.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadOption"/>: there is no step, or a bound names one that is not there.</exception>
    public static void Check(StageContext context, EvaluateOptions options)
    {
        if (!options.Bounds.Any)
            return;
        var files = context.Inputs("gguf");
        List<string> names = [.. options.GateTypes.Select(GgufQuantNames.Name), .. files.Select(context.Display)];
        if (context.Inputs("adapter").Count > 0)
            names.Insert(0, "merged");
        if (names.Count == 0)
            throw new SynthException(Codes.BadOption, $"A bound of the export gate is set, and gate_types is '{EvaluateDefaults.NoGate}', so that there is no export to hold against the trained model; name types such as q4_k_m as SynthGateTypes, or leave the bounds out.");
        // Before the stage that makes it, a file does not say what it is.
        if (!files.All(file => context.Files.Stat(file) is not null))
            return;
        names.AddRange(files.Select(file => context.Coded(() => GgufKind.Of(file))).OfType<string>());
        var unknown = new[] { ("gate_logits", options.Bounds.Logits), ("gate_perplexity", options.Bounds.Perplexity), ("gate_exact_match", options.Bounds.ExactMatch) }
            .SelectMany(bound => (bound.Item2?.Names ?? []).Except(names, StringComparer.OrdinalIgnoreCase).Select(name => Fault(bound.Item1, name, names))).ToList();
        if (unknown.Count > 0)
            throw new SynthException(unknown);
    }

    private static Diagnostic Fault(string option, string name, IEnumerable<string> names) => Diagnostic.Error(
        Codes.BadOption,
        $"Option '{option}' of stage 'evaluate' bounds '{name}', and the export has no such step; allowed is {string.Join(", ", names.Distinct(StringComparer.OrdinalIgnoreCase))}, or a number alone for all.");
}
