namespace SynthTrain.Loopback.Faults;

/// <summary>When something goes wrong. All conditions must hold; a rule without any holds for every request.</summary>
public sealed record FaultRule
{
    /// <summary>What goes wrong; several are drawn from with equal chance, so a kind named twice comes twice as often.</summary>
    public required IReadOnlyList<FaultKind> Kinds { get; init; }

    /// <summary>Chance from 0 to 1, drawn from the script's seed, the request's content and its attempt; default 1.</summary>
    public double Rate { get; init; } = 1;

    /// <summary>Only from the nth request on, counted from 1; null for any.</summary>
    public long? From { get; init; }

    /// <summary>Only up to the nth request; null for any.</summary>
    public long? To { get; init; }

    /// <summary>Only the first so many attempts of each distinct request; null for any.</summary>
    public int? FirstAttempts { get; init; }

    /// <summary>Only this model; null for any.</summary>
    public string? Model { get; init; }

    /// <summary>Only requests whose prompt holds this text; null for any.</summary>
    public string? PromptHolds { get; init; }

    /// <summary>Seconds of a stall (default 60) or of Retry-After (default 1).</summary>
    public double? Seconds { get; init; }

    /// <summary>Milliseconds between the pieces of a slow drip; default 50.</summary>
    public int DripMs { get; init; } = 50;

    /// <summary>A fault of the nth request, counted from 1.</summary>
    public static FaultRule Nth(long number, FaultKind kind) => new() { Kinds = [kind], From = number, To = number };

    /// <summary>A fault of the first attempts of each distinct request.</summary>
    public static FaultRule First(int attempts, params FaultKind[] kinds) => new() { Kinds = kinds, FirstAttempts = attempts };

    /// <summary>Random faults.</summary>
    public static FaultRule Random(double rate, params FaultKind[] kinds) => new() { Kinds = kinds, Rate = rate };

    /// <summary>A fault of every request.</summary>
    public static FaultRule Every(FaultKind kind) => new() { Kinds = [kind] };
}
