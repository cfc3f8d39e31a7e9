using System.Text.RegularExpressions;

namespace SynthTrain.Training.Optimization;

/// <summary>Which weights decay: all but biases and norms, those of queries and keys included [transformers trainer.py, <c>get_decay_parameter_names</c>]. Embeddings, the head, LoRA's matrices and DoRA's magnitudes do.</summary>
internal static partial class WeightDecay
{
    /// <summary>Whether a parameter of this name decays.</summary>
    public static bool Applies(string name) => !Spared().IsMatch(name);

    [GeneratedRegex(@"bias|layernorm|rmsnorm|(?:^|\.)norm(?:$|\.)|_norm(?:$|\.)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spared();
}
