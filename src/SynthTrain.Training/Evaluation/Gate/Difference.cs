namespace SynthTrain.Training.Evaluation.Gate;

/// <summary>The greatest and the mean |difference| of numbers; one that is no number makes both so.</summary>
internal sealed class Difference
{
    private double _sum;
    private long _count;

    public double Max { get; private set; }

    public long Count => _count;

    public double Mean => _count == 0 ? 0 : _sum / _count;

    public void Add(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        for (var i = 0; i < one.Length; i++)
        {
            var difference = one[i] == other[i] ? 0 : Math.Abs((double)one[i] - other[i]);
            Max = Math.Max(Max, difference);
            _sum += difference;
        }

        _count += one.Length;
    }
}
