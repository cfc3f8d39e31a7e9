using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Spending;

namespace SynthTrain.Teachers.Money;

/// <summary>One stage's account with its project's ledger. Safe for several threads; any number of accounts, in one process or several, share the ledger.</summary>
public sealed class SpendAccount(SpendAccountOptions options) : ISpendAccount, IDisposable
{
    // Other processes settle without telling.
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly SpendLedger _ledger = new(options.Files, options.Layout, options.Diagnostics);
    private readonly Dictionary<string, SpendTotals> _own = new(StringComparer.Ordinal);
    private TaskCompletionSource _room = NewRoom();
    private SpendTotals _total;
    private long _last;
    private bool _isWriting;
    private bool _isDisposed;

    /// <summary>What this account has spent so far.</summary>
    public SpendTotals Total
    {
        get
        {
            lock (_gate)
                return _total;
        }
    }

    /// <inheritdoc/>
    public ValueTask<SpendHold> HoldAsync(SpendEstimate estimate, CancellationToken cancellationToken)
    {
        var hold = new SpendHold(0, estimate, options.Prices.Bound(estimate));
        if (hold.Cost is null && options.Limits.MaxCost is not null)
            throw UnknownPrice(estimate.Model);
        return TryHold(ref hold, out var room) ? new(hold) : new(WaitAsync(hold, room, cancellationToken));
    }

    /// <inheritdoc/>
    public void Settle(in SpendHold hold, SpendUsage usage)
    {
        var requests = usage.IsSent ? hold.Estimate.Requests : 0;
        var totals = new SpendTotals(requests, usage.InputTokens, usage.OutputTokens, usage.Cost ?? 0, usage.Cost is null ? requests : 0);
        TaskCompletionSource room;
        lock (_gate)
        {
            // Counted when it was held.
            var added = totals with { Requests = requests - hold.Estimate.Requests };
            _own[hold.Estimate.Model] += added;
            _total += added;
            _ledger.Settle(hold.Id, totals);
            (room, _room) = (_room, NewRoom());
            // The next request is about to be held, and takes the line along.
            if (!_isWriting)
                _ = WriteSoonAsync();
            _isWriting = true;
        }

        room.SetResult();
    }

    /// <summary>What this account has spent so far, by model.</summary>
    public IReadOnlyDictionary<string, SpendTotals> ByModel()
    {
        lock (_gate)
            return new SortedDictionary<string, SpendTotals>(_own, StringComparer.Ordinal);
    }

    /// <summary>What the stage has spent since the count began, by model: this execution, and those before it that did not come to an end.</summary>
    public IReadOnlyDictionary<string, SpendTotals> SinceCountBegan()
    {
        lock (_gate)
            return new SortedDictionary<string, SpendTotals>(_ledger.Book.SpentOn(options.Run, options.Stage).ToDictionary(), StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isDisposed && _last > 0)
                TryWrite();
            _isDisposed = true;
            _ledger.Dispose();
        }
    }

    private async Task<SpendHold> WaitAsync(SpendHold hold, Task room, CancellationToken cancellationToken)
    {
        do
        {
            await Task.WhenAny(room, Task.Delay(s_look, options.Time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
        while (!TryHold(ref hold, out room));
        return hold;
    }

    // False: requests under way may still turn out cheaper than what is held for them; the task ends with the first that does.
    private bool TryHold(ref SpendHold hold, out Task room)
    {
        var bound = new SpendTotals(hold.Estimate.Requests, hold.Estimate.InputTokens, hold.Estimate.OutputTokens, hold.Cost ?? 0, hold.Cost is null ? hold.Estimate.Requests : 0);
        lock (_gate)
        {
            room = _room.Task;
            using var turn = _ledger.Enter();
            if (!HasRoom(bound, hold.Estimate.Model))
            {
                _ledger.Flush();
                return false;
            }

            _ledger.Hold(++_last, new SpendPlace(options.Run, options.Stage, hold.Estimate.Model), bound);
            hold = hold with { Id = _last };
            var counted = new SpendTotals(hold.Estimate.Requests, 0, 0, 0, 0);
            _own[hold.Estimate.Model] = _own.GetValueOrDefault(hold.Estimate.Model) + counted;
            _total += counted;
            return true;
        }
    }

    private bool HasRoom(in SpendTotals bound, string model)
    {
        if (!options.Limits.Any || Fits(_ledger.Book.TotalSpent + _ledger.Book.TotalHeld + bound))
            return true;
        _ledger.BuryTheDead();
        var (spent, held) = (_ledger.Book.TotalSpent, _ledger.Book.TotalHeld);
        // Whatever a request under way costs in the end, it stays a request.
        return Fits(spent + new SpendTotals(held.Requests, 0, 0, 0, 0) + bound)
            ? false
            : throw new SynthException(BudgetMessage.Of(options.Limits, spent, held, bound, model));
    }

    private bool Fits(in SpendTotals totals) =>
        !(totals.Cost > options.Limits.MaxCost || totals.Requests > options.Limits.MaxRequests || totals.Tokens > options.Limits.MaxTokens);

    private async Task WriteSoonAsync()
    {
        await Task.Delay(s_look, options.Time);
        lock (_gate)
        {
            _isWriting = false;
            if (!_isDisposed)
                TryWrite();
        }
    }

    // A paid reply is not thrown away because the disk is full: what could not be written is written with the next line.
    private void TryWrite()
    {
        try
        {
            using var turn = _ledger.Enter();
            _ledger.Flush();
        }
        catch (SynthException)
        {
            // Until then, and for good if this process ends before, the request counts at its bound.
        }
    }

    private static SynthException UnknownPrice(string model) => new(
        Codes.UnknownPrice,
        $"SynthMaxCost is set, and no price is known for model '{model}'. Add it to configs/prices.yaml, such as \"models: {{ {model}: {{ input: 0.25, output: 2.00 }} }}\" (US dollars for a million tokens), or limit SynthMaxRequests or SynthMaxTokens instead.");

    private static TaskCompletionSource NewRoom() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
