namespace SynthTrain.Tasks.Running;

/// <summary>A build's hold of the one guard of this process; the last build that lets go ends it.</summary>
internal sealed class GuardHold : IDisposable
{
    private static readonly Lock Counting = new();
    private static SignalGuard? s_guard;
    private static int s_holds;

    private GuardHold(SignalGuard guard) => Guard = guard;

    /// <summary>The guard.</summary>
    public SignalGuard Guard { get; }

    /// <summary>Takes hold, making the guard when there is none.</summary>
    public static GuardHold Take(Func<SignalGuard> make)
    {
        lock (Counting)
        {
            s_holds++;
            return new GuardHold(s_guard ??= make());
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // While the process is leaving this does not return, so that the build cannot end first and with another code.
        Guard.WaitWhileLeaving();
        lock (Counting)
        {
            if (--s_holds > 0)
                return;
            s_guard = null;
        }

        Guard.Dispose();
    }
}
