namespace SynthTrain.Training.Runs;

/// <summary>The seed of a micro-step's random numbers (dropout), from the run's seed and the micro-step's number alone, so that a resumed run draws what an uninterrupted one draws.</summary>
internal static class MicroSeeds
{
    /// <summary>The finalizer of SplitMix64 (Steele, Lea, Flood, 2014) over both numbers; not negative, as libtorch's seeds.</summary>
    public static long Of(long seed, long microStep)
    {
        var z = Mixed((ulong)seed + 0x9E3779B97F4A7C15);
        return (long)(Mixed(z ^ ((ulong)microStep * 0xD1B54A32D192ED03)) >> 1);
    }

    private static ulong Mixed(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
