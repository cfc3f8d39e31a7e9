using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Spending;

namespace SynthTrain.Teachers.Money;

/// <summary>What an account is opened with.</summary>
public sealed record SpendAccountOptions
{
    /// <summary>The file system.</summary>
    public required IFileSystem Files { get; init; }

    /// <summary>The clock by which other processes are looked at again.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The project, which has one ledger.</summary>
    public required ProjectLayout Layout { get; init; }

    /// <summary>Gets a warning when the ledger is damaged.</summary>
    public required IDiagnosticSink Diagnostics { get; init; }

    /// <summary>The run that spends.</summary>
    public required string Run { get; init; }

    /// <summary>The stage that spends.</summary>
    public required string Stage { get; init; }

    /// <summary>Prices of the stage's teacher.</summary>
    public required TeacherPrices Prices { get; init; }

    /// <summary>What may be spent; by default without limit.</summary>
    public SpendLimits Limits { get; init; } = new();
}
