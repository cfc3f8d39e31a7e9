using System.Runtime.ExceptionServices;

namespace TorchSharp.Kernels;

/// <summary>Pieces that several threads take one by one.</summary>
internal sealed class Job(long pieces, Action<long> body)
{
    private long _next = -1;
    private long _open = pieces;
    private ExceptionDispatchInfo? _fault;

    public bool IsDone => Volatile.Read(ref _open) == 0;

    /// <summary>A thread that comes late finds nothing to do and touches nothing.</summary>
    public void Work()
    {
        while (Interlocked.Increment(ref _next) is var piece && piece < pieces)
        {
            try
            {
                body(piece);
            }
            catch (Exception fault)
            {
                Interlocked.CompareExchange(ref _fault, ExceptionDispatchInfo.Capture(fault), null);
            }

            Interlocked.Decrement(ref _open);
        }
    }

    public void ThrowIfFaulted() => _fault?.Throw();
}
