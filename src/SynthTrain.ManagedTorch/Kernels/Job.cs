using System.Runtime.ExceptionServices;

namespace TorchSharp.Kernels;

/// <summary>Pieces that several threads take one by one.</summary>
internal sealed class Job
{
    private readonly long _pieces;
    private readonly Action<long> _body;
    private long _next = -1;
    private long _open;
    private ExceptionDispatchInfo? _fault;

    public Job(long pieces, Action<long> body) => (_pieces, _open, _body) = (pieces, pieces, body);

    public bool IsDone => Volatile.Read(ref _open) == 0;

    /// <summary>A thread that comes late finds nothing to do and touches nothing.</summary>
    public void Work()
    {
        while (Interlocked.Increment(ref _next) is var piece && piece < _pieces)
        {
            try
            {
                _body(piece);
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
