namespace SynthTrain.Loopback.Wire;

/// <summary>How a reply says when to come back.</summary>
internal sealed record RetryHint(TimeSpan Delay, RetryForm Form);

/// <summary>Where it says so.</summary>
internal enum RetryForm
{
    /// <summary><c>Retry-After: 2</c>.</summary>
    Seconds,

    /// <summary><c>Retry-After</c> with an HTTP date.</summary>
    Date,

    /// <summary><c>retry-after-ms</c>, and <c>Retry-After</c> rounded up.</summary>
    Milliseconds,
}
