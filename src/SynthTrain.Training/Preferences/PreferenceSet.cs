using SynthTrain.Training.Data;

namespace SynthTrain.Training.Preferences;

/// <summary>Pairs that can be trained on, and what was left out.</summary>
/// <param name="Pairs">In the file's order.</param>
/// <param name="Rows">Rows of the file.</param>
public sealed record PreferenceSet(IReadOnlyList<PreferencePair> Pairs, int Rows)
{
    /// <summary>Rows left out because both answers are the same tokens.</summary>
    public int Equal { get; init; }

    /// <summary>Rows left out because they are too long.</summary>
    public int TooLong { get; init; }

    /// <summary>Pairs of which an end was cut off.</summary>
    public int Truncated { get; init; }

    /// <summary>Pairs whose prompt has other tokens alone than with an answer behind it; cut where TRL cuts.</summary>
    public int Misaligned { get; init; }
}
