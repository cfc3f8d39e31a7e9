namespace SynthTrain.Core.JsonSchema;

/// <summary>A set of Unicode code points, as ranges.</summary>
internal sealed class CodePointSet
{
    public const int MaxCodePoint = 0x10FFFF;

    private readonly List<(int First, int Last)> ranges;

    private CodePointSet(List<(int First, int Last)> ranges) => this.ranges = ranges;

    /// <summary>Gets the ranges in order, neither touching nor overlapping.</summary>
    public IReadOnlyList<(int First, int Last)> Ranges => ranges;

    public static CodePointSet Of(params IEnumerable<(int First, int Last)> parts)
    {
        List<(int First, int Last)> merged = [];
        foreach ((int first, int last) in parts.OrderBy(part => part.First))
        {
            if (merged.Count > 0 && first <= merged[^1].Last + 1)
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, last));
            else
                merged.Add((first, last));
        }

        return new(merged);
    }

    public CodePointSet Complement()
    {
        List<(int First, int Last)> gaps = [];
        int next = 0;
        foreach ((int first, int last) in ranges)
        {
            if (first > next)
                gaps.Add((next, first - 1));
            next = last + 1;
        }

        if (next <= MaxCodePoint)
            gaps.Add((next, MaxCodePoint));
        return new(gaps);
    }
}
