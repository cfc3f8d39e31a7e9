namespace SynthTrain.Training.Tests.Runs.Support;

/// <summary>A clock that goes a second further each time it is asked.</summary>
internal sealed class CountingClock : TimeProvider
{
    private long _now;

    public override long TimestampFrequency => 1;

    public override long GetTimestamp() => _now++;
}
