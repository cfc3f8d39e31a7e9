namespace SynthTrain.Worker.Channels;

/// <summary>The largest number seen; reports of several threads come in any order.</summary>
internal sealed class HighWaterMark
{
    private long _value;

    public long Value => Interlocked.Read(ref _value);

    public void Note(long value)
    {
        for (var seen = Value; value > seen; seen = Value)
        {
            if (Interlocked.CompareExchange(ref _value, value, seen) == seen)
                return;
        }
    }
}
