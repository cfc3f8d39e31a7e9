using System.Globalization;
using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Training.Evaluation.Gate;

/// <summary>How much steps of an export may differ in one figure: one number for all, or a number for each type.</summary>
public sealed class GateBound
{
    private readonly Dictionary<string, double> _byStep = new(StringComparer.OrdinalIgnoreCase);
    private double? _all;

    private GateBound()
    {
    }

    /// <summary>Steps that have a number of their own.</summary>
    public IReadOnlyCollection<string> Names => _byStep.Keys;

    /// <summary>The number for a step; <see langword="null"/> where nothing is set.</summary>
    /// <param name="steps">Names of the step, the most particular first.</param>
    public double? For(params IEnumerable<string> steps)
    {
        foreach (var step in steps)
        {
            if (_byStep.TryGetValue(step, out var bound))
                return bound;
        }

        return _all;
    }

    /// <summary>Reads <c>0.05</c>, or <c>f16=0.001;q8_0=0.01;q4_k_m=0.5</c>; a number alone among pairs counts for all others.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="entries">Its entries.</param>
    /// <exception cref="SynthException"><see cref="Codes.BadOption"/>.</exception>
    public static GateBound? Parse(string option, IReadOnlyList<string> entries)
    {
        if (entries.Count == 0)
            return null;
        var bound = new GateBound();
        foreach (var entry in entries)
        {
            var at = entry.IndexOf('=', StringComparison.Ordinal);
            if (!double.TryParse(entry.AsSpan(at + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !(value >= 0) || !double.IsFinite(value) || at == 0)
                throw new SynthException(Codes.BadOption, $"Option '{option}' of stage 'evaluate' has the entry '{entry}'; allowed is a number from 0, or a step's name with one, such as q4_k_m=0.5.");
            if (at < 0)
                bound._all = value;
            else
                bound._byStep[entry[..at].Trim()] = value;
        }

        return bound;
    }
}
