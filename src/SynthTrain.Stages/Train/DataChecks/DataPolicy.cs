using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;

namespace SynthTrain.Stages.Train.DataChecks;

/// <summary>What the project says of rows that stand where they should not, or too often.</summary>
internal sealed record DataPolicy
{
    private const string Fail = "fail";
    private const string Warn = "warn";
    private const string Ignore = "ignore";

    /// <summary>What becomes of a training whose validation rows ask what its training rows ask: <c>on_leakage</c>, by default a failure, since every later figure rests on that file.</summary>
    public DataPolicyAction OnLeakage { get; init; } = DataPolicyAction.Fail;

    /// <summary>What becomes of a training with more equal rows than <see cref="MaxDuplicates"/>: <c>on_duplicates</c>, by default a warning, since a row may be repeated on purpose.</summary>
    public DataPolicyAction OnDuplicates { get; init; } = DataPolicyAction.Warn;

    /// <summary>The share of training rows that may equal an earlier one: <c>max_duplicates</c>, from 0 to 1, by default half.</summary>
    public double MaxDuplicates { get; init; } = 0.5;

    /// <summary>Reads the parameters.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadOption"/>.</exception>
    public static DataPolicy From(StageOptions options)
    {
        var defaults = new DataPolicy();
        return new()
        {
            OnLeakage = Action(options.Choice("on_leakage", Fail, Fail, Warn, Ignore)),
            OnDuplicates = Action(options.Choice("on_duplicates", Warn, Fail, Warn, Ignore)),
            MaxDuplicates = options.Number("max_duplicates", defaults.MaxDuplicates, 0, 1),
        };
    }

    private static DataPolicyAction Action(string name) => name switch
    {
        Fail => DataPolicyAction.Fail,
        Warn => DataPolicyAction.Warn,
        _ => DataPolicyAction.Ignore,
    };
}
