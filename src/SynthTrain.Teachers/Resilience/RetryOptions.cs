using SynthTrain.Core.Teachers;

namespace SynthTrain.Teachers.Resilience;

/// <summary>How one model of a teacher is asked again.</summary>
public sealed record RetryOptions
{
    /// <summary>The longest <c>Retry-After</c> that is waited for; a provider that asks for more has a spent quota, not a full minute.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>What messages call the endpoint: its address, or the provider's name.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Attempts at one request, the first one included: <see cref="TeacherLimits.MaxAttempts"/>.</summary>
    public required int MaxAttempts { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Numbers from 0 up to 1 that spread delays, for several threads.</summary>
    public required Func<double> Randomizer { get; init; }

    /// <summary>When the circuit opens, and for how long.</summary>
    public BreakerOptions Breaker { get; init; } = new();
}
