using SynthTrain.Core.Teachers;

namespace SynthTrain.Worker.Forecasting;

/// <summary>What a stage would ask.</summary>
internal sealed record StageForecast
{
    /// <summary>The stage.</summary>
    public required string Stage { get; init; }

    /// <summary>The teacher; null for a stage that asks nobody.</summary>
    public TeacherDefinition? Teacher { get; init; }

    /// <summary>Rows of the input.</summary>
    public long Rows { get; init; }

    /// <summary>Rows that would be made.</summary>
    public long Stale { get; init; }

    /// <summary>Requests of the first round; those that depend on their replies are not known.</summary>
    public long Calls { get; init; }

    /// <summary>Tokens of the prompts, about.</summary>
    public long InputTokens { get; init; }

    /// <summary>The most tokens that the replies are counted with.</summary>
    public long OutputTokens { get; init; }

    /// <summary>The most US dollars that <see cref="Calls"/> come to, each at its first attempt by the dearest model that may answer; null when a price is not known.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Models without a known price.</summary>
    public IReadOnlyList<string> Unpriced { get; init; } = [];

    /// <summary>False when the stage's input is not made yet: then all figures are estimates from the number of rows that come first.</summary>
    public bool IsExact { get; init; } = true;

    /// <summary>Whether <see cref="Calls"/> may cost money.</summary>
    public bool IsPaid { get; init; }

    /// <summary>Of when the price is by which <see cref="Cost"/> is counted; null for one of the project.</summary>
    public string? PricesAsOf { get; init; }
}
