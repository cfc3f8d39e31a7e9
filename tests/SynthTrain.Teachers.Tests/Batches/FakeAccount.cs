using SynthTrain.Teachers.Money;

namespace SynthTrain.Teachers.Tests.Batches;

/// <summary>Holds for some jobs at a time, and remembers what it was told.</summary>
internal sealed class FakeAccount : ISpendAccount
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _held;

    public int Room { get; init; } = int.MaxValue;

    public Action? Held { get; set; }

    public List<SpendEstimate> Holds { get; } = [];

    public List<SpendUsage> Settled { get; } = [];

    public async ValueTask<SpendHold> HoldAsync(SpendEstimate estimate, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task wait;
            lock (_gate)
            {
                if (_held < Room)
                {
                    _held++;
                    Holds.Add(estimate);
                    Held?.Invoke();
                    return new SpendHold(Holds.Count, estimate, 1);
                }

                wait = _settled.Task;
            }

            await wait.WaitAsync(cancellationToken);
        }
    }

    public void Settle(in SpendHold hold, SpendUsage usage)
    {
        lock (_gate)
        {
            _held--;
            Settled.Add(usage);
            _settled.SetResult();
            _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
