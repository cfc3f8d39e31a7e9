using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Builds.Reports;

/// <summary>What one stage took when it made the result that stands.</summary>
public sealed record StageReport
{
    /// <summary>The stage.</summary>
    public required string Stage { get; init; }

    /// <summary>How it stands now: <c>CURRENT</c>, <c>STALE</c>, <c>PARTIAL</c>, <c>PINNED</c> or <c>YOURS</c>.</summary>
    public required string State { get; init; }

    /// <summary>What it read.</summary>
    public long RowsIn { get; init; }

    /// <summary>What it wrote.</summary>
    public long RowsOut { get; init; }

    /// <summary>What both count.</summary>
    public string Unit { get; init; } = "rows";

    /// <summary>Seconds of its last execution.</summary>
    public double Seconds { get; init; }

    /// <summary>Requests to teachers, interrupted executions of the same count included.</summary>
    public long Requests { get; init; }

    /// <summary>Tokens sent to teachers.</summary>
    public long InputTokens { get; init; }

    /// <summary>Tokens received from teachers.</summary>
    public long OutputTokens { get; init; }

    /// <summary>US dollars of requests and of the machine's hours where these have a price; null when a model has none.</summary>
    public decimal? Cost { get; init; }

    /// <summary>The stage's own figures, such as losses and accuracies, in its order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Figures { get; init; } = [];

    /// <summary>Times and rates of its last execution, in its order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Notes { get; init; } = [];

    /// <summary>Of a manifest.</summary>
    /// <param name="manifest">What the stage left.</param>
    /// <param name="state">How it stands.</param>
    public static StageReport Of(Manifest manifest, string state)
    {
        var (result, run) = (manifest.Result, manifest.Result.Run);
        // What interrupted executions before the last one took is part of what the result took.
        var models = run.SinceCountBegan.Sum(model => model.Requests) > run.Requests ? run.SinceCountBegan : run.Models;
        var counted = models.Count > 0;
        return new()
        {
            Stage = manifest.Stage,
            State = state,
            RowsIn = result.RowsIn,
            RowsOut = result.Accepted,
            Unit = result.Unit,
            Seconds = manifest.Duration.TotalSeconds,
            Requests = counted ? models.Sum(model => model.Requests) : run.Requests,
            InputTokens = counted ? models.Sum(model => model.InputTokens) : run.InputTokens,
            OutputTokens = counted ? models.Sum(model => model.OutputTokens) : run.OutputTokens,
            Cost = !counted ? run.Cost ?? 0 : models.Any(model => model.Cost is null) ? null : models.Sum(model => model.Cost),
            Figures = result.Figures,
            Notes = run.Notes,
        };
    }
}
