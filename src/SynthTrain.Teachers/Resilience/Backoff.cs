using SynthTrain.Teachers.Providers;

namespace SynthTrain.Teachers.Resilience;

/// <summary>How long to wait before the next attempt.</summary>
/// <remarks>
/// The first delay is short, since a single fault is usually gone at once and a waiting row holds a place; later ones grow fast, so that six attempts last through a hiccup of some seconds, or, where
/// the provider asks for fewer requests, through most of a minute.
/// </remarks>
internal static class Backoff
{
    private const double FirstMilliseconds = 25;
    private const double Longest = 30_000;

    /// <summary>The delay after a failed attempt.</summary>
    /// <param name="attempt">0 for the first.</param>
    /// <param name="fault">How it failed; what its provider asks for is the least.</param>
    /// <param name="random">From 0 up to 1; spreads the delay over its upper half, so that what failed together does not come back together.</param>
    public static TimeSpan Delay(int attempt, ProviderException fault, double random)
    {
        var growth = fault.Fault.IsCongestion() ? 6.0 : 4.0;
        var most = Math.Min(Longest, FirstMilliseconds * Math.Pow(growth, attempt));
        var delay = TimeSpan.FromMilliseconds(most * (0.5 + (random / 2)));
        return fault.RetryAfter is not { } asked || asked <= TimeSpan.Zero ? delay
            : asked + TimeSpan.FromMilliseconds(FirstMilliseconds * random);
    }
}
