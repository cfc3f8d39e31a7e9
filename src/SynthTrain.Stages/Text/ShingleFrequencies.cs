namespace SynthTrain.Stages.Text;

/// <summary>How many sets hold a shingle: never too low, too high when two shingles share a counter. 16 MB whatever the number of rows.</summary>
/// <param name="uncounted">Sets that may hold a shingle without having been added: 0 when every set that is compared is added.</param>
internal sealed class ShingleFrequencies(int uncounted = 0)
{
    private const int Bits = 22;
    private readonly int[] _counters = new int[1 << Bits];

    /// <summary>Counts a set.</summary>
    public void Add(ReadOnlySpan<uint> set)
    {
        foreach (var shingle in set)
            _counters[shingle >> (32 - Bits)]++;
    }

    /// <summary>The count of one shingle; 1 or less means that no two sets share it.</summary>
    public int Of(uint shingle) => _counters[shingle >> (32 - Bits)] + uncounted;
}
