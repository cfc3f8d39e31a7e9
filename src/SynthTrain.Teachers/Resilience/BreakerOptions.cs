namespace SynthTrain.Teachers.Resilience;

/// <summary>When an endpoint counts as down.</summary>
public sealed record BreakerOptions
{
    /// <summary>Failures in a row, without one success between, that open the circuit. Default 40: where every other request fails at random, that comes once in 10¹².</summary>
    public int Failures { get; init; } = 40;

    /// <summary>How long the circuit stays open for the first time; doubles with every probe that fails. Default 1 s.</summary>
    public TimeSpan FirstBreak { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest break. Default 16 s.</summary>
    public TimeSpan LongestBreak { get; init; } = TimeSpan.FromSeconds(16);

    /// <summary>Probes that fail before the endpoint counts as down. Default 5, half a minute in all.</summary>
    public int Probes { get; init; } = 5;

    /// <summary>How long an endpoint that only asks for fewer requests (429, 503, 529) is probed on. Default 5 minutes: quotas are counted by the minute.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);
}
