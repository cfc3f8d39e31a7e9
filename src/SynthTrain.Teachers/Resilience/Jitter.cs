namespace SynthTrain.Teachers.Resilience;

/// <summary>Numbers from 0 up to 1 for several threads. They spread delays and shape no answer.</summary>
/// <param name="seed">Differs between processes, so that they do not keep step.</param>
public sealed class Jitter(int seed)
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);

    /// <summary>The next number.</summary>
    public double Next()
    {
        lock (_gate)
            return _random.NextDouble();
    }
}
