using SynthTrain.Teachers.Providers;

namespace SynthTrain.Teachers.Resilience;

/// <summary>How long to wait before the next attempt.</summary>
/// <remarks>
/// The first delay is short, since a single fault is usually gone at once and a waiting row holds a place. Where nothing else is answered either, later delays grow fast: six attempts last through a hiccup of
/// some seconds, or, where the provider asks for fewer requests, through most of a minute. Where others are answered meanwhile, a long wait would only make the stage's end late.
/// </remarks>
internal static class Backoff
{
    private static readonly double[] s_failing = [20, 60, 300, 1500, 6000];
    private static readonly double[] s_crowded = [20, 100, 900, 6000, 30_000];

    /// <summary>The delay after a failed attempt.</summary>
    /// <param name="attempt">0 for the first.</param>
    /// <param name="streak">Attempts of all rows that failed since the last answer.</param>
    /// <param name="fault">How it failed; what its provider asks for is the least.</param>
    /// <param name="random">From 0 up to 1; spreads the delay over its upper half, so that what failed together does not come back together.</param>
    public static TimeSpan Delay(int attempt, int streak, ProviderException fault, double random)
    {
        if (fault.RetryAfter is { } asked && asked > TimeSpan.Zero)
            return asked + TimeSpan.FromMilliseconds(s_failing[0] * random);
        var delays = fault.Fault.IsCongestion() ? s_crowded : s_failing;
        var step = Math.Max((attempt + 1) / 2, Math.Min(attempt, streak - 1));
        return TimeSpan.FromMilliseconds(delays[Math.Clamp(step, 0, delays.Length - 1)] * (0.5 + (random / 2)));
    }
}
