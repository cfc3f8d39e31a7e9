namespace SynthTrain.Models.Templates;

/// <summary>A slice, bounded as Python bounds it.</summary>
internal sealed record PySlice(object? Start, object? Stop, object? Step)
{
    /// <summary>The indices that it takes from a sequence.</summary>
    public IEnumerable<int> Indices(int length)
    {
        var step = Step is null ? 1 : Whole(Step);
        if (step == 0)
            throw Raise.Value("slice step cannot be zero");
        var start = Bound(Start, step > 0 ? 0 : length - 1, step, length);
        var stop = Bound(Stop, step > 0 ? length : -1, step, length);
        return Walk(start, stop, step);
    }

    /// <summary>Start and count where the step is 1.</summary>
    public bool IsPlain(int length, out int start, out int count)
    {
        start = count = 0;
        if (Step is not null && Whole(Step) != 1)
            return false;
        start = (int)Bound(Start, 0, 1, length);
        count = Math.Max(0, (int)Bound(Stop, length, 1, length) - start);
        return true;
    }

    private static IEnumerable<int> Walk(long start, long stop, long step)
    {
        for (var at = start; step > 0 ? at < stop : at > stop; at += step)
            yield return (int)at;
    }

    private static long Bound(object? given, int absent, long step, int length)
    {
        if (given is null)
            return absent;
        var at = Whole(given);
        if (at < 0)
            at += length;
        return step > 0 ? Math.Clamp(at, 0, length) : Math.Clamp(at, -1, length - 1);
    }

    private static long Whole(object? value)
    {
        if (value is PyUndefined undefined)
            throw Raise.Type("slice indices must be integers or None or have an __index__ method");
        return Py.AsInteger(value) is { } n ? (long)System.Numerics.BigInteger.Max(-(1L << 40), System.Numerics.BigInteger.Min(1L << 40, n)) : throw Raise.Type("slice indices must be integers or None or have an __index__ method");
    }
}
