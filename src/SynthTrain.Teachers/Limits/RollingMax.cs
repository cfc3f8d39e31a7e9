namespace SynthTrain.Teachers.Limits;

/// <summary>The largest of the last hundred or two of numbers; for several threads.</summary>
/// <param name="start">What holds until enough were seen.</param>
internal sealed class RollingMax(double start)
{
    private const int Enough = 8;
    private const int Span = 128;
    private readonly Lock _gate = new();
    private double _earlier;
    private double _now;
    private int _seen;
    private bool _trusted;

    /// <summary>The largest.</summary>
    public double Value
    {
        get
        {
            lock (_gate)
                return _trusted || _seen >= Enough ? Math.Max(_earlier, _now) : Math.Max(start, _now);
        }
    }

    /// <summary>Takes a number.</summary>
    public void Add(double number)
    {
        lock (_gate)
        {
            _now = Math.Max(_now, number);
            if (++_seen < Span)
                return;
            (_earlier, _now, _seen, _trusted) = (_now, 0, 0, true);
        }
    }
}
