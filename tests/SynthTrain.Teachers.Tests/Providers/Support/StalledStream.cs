namespace SynthTrain.Teachers.Tests.Providers.Support;

/// <summary>Gives some bytes, then nothing.</summary>
internal sealed class StalledStream(byte[] start) : BrokenStream(start)
{
    protected override async ValueTask<int> EndAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return 0;
    }
}
