using SynthTrain.Core.Diagnostics;
using SynthTrain.Training.Data;

namespace SynthTrain.Training.Preferences;

/// <summary>What <see cref="DpoObjective"/> works on.</summary>
public sealed record DpoSetup
{
    /// <summary>The pairs to learn from; at least one.</summary>
    public required IReadOnlyList<PreferencePair> Train { get; init; }

    /// <summary>Pairs to evaluate on; none by default.</summary>
    public IReadOnlyList<PreferencePair> Validation { get; init; } = [];

    /// <summary>Where the reference's scores are kept; the caller closes it, and may do so when the objective is made.</summary>
    public required ReferenceCache Cache { get; init; }

    /// <summary>Where warnings go.</summary>
    public IDiagnosticSink? Diagnostics { get; init; }
}
