namespace SynthTrain.Teachers.Limits;

/// <summary>The requests of the last window, oldest first: a ring in memory that processes may share. The caller holds the lock.</summary>
/// <remarks>
/// A provider counts a request when it arrives: somewhere between sending it and its reply. So an entry counts from its stamp, which is the time of the reply but at most some slack after sending, and it
/// stops counting one window after that. Of any requests within one window at the provider, the one sent last found all others still counted; so there are never more than allowed.
/// Entries leave in the order they were sent. An entry that claims to be sent in the future was left by an earlier boot of the machine: then everything is forgotten.
/// </remarks>
internal sealed class SlidingLog(ILogMemory memory, LogRates rates)
{
    private const int Head = 1;
    private const int Tail = 2;
    private const int Sum = 3;
    private const int CoolSet = 4;
    private const int CoolUntil = 5;
    private const int Boot = 6;
    private const int First = 8;
    private const int Width = 4;
    private readonly int _capacity = (memory.Length - First) / Width;

    /// <summary>Cells for a number of entries.</summary>
    public static int CellsFor(int entries) => First + (entries * Width);

    /// <summary>Enters a request.</summary>
    /// <param name="now">The clock's ticks.</param>
    /// <param name="tokens">The most it can use; at most the window's.</param>
    /// <param name="slack">How much later than now it may arrive.</param>
    /// <param name="number">The entry's number.</param>
    /// <returns>0, or how many ticks to wait before it makes sense to try again.</returns>
    public long TryTake(long now, long tokens, long slack, out long number)
    {
        number = -1;
        Forget(now);
        var (head, tail) = (memory[Head], memory[Tail]);
        if (tail - head >= Math.Min(rates.Requests ?? _capacity, _capacity) || memory[Sum] + tokens > (rates.Tokens ?? long.MaxValue))
            return head == tail ? 1 : WaitFor(Cell(head), now);
        var cell = Cell(number = tail);
        memory[cell] = now;
        memory[cell + 1] = now + slack;
        memory[cell + 2] = tokens;
        memory[Sum] += tokens;
        memory[Tail] = tail + 1;
        return 0;
    }

    /// <summary>Notes that a request was answered.</summary>
    /// <param name="number">Its entry.</param>
    /// <param name="sent">When it was entered.</param>
    /// <param name="now">The clock's ticks.</param>
    /// <param name="tokens">What it used; null when that is not known.</param>
    public void Settle(long number, long sent, long now, long? tokens)
    {
        if (number < memory[Head] || number >= memory[Tail] || memory[Cell(number)] != sent)
            return;
        var cell = Cell(number);
        memory[cell + 1] = Math.Min(memory[cell + 1], now);
        if (tokens is not { } used)
            return;
        memory[Sum] += used - memory[cell + 2];
        memory[cell + 2] = used;
    }

    /// <summary>Nobody sends until then.</summary>
    public void Cool(long now, long until)
    {
        if (CoolLeft(now) >= until - now)
            return;
        memory[CoolUntil] = 0;
        memory[CoolSet] = now;
        memory[CoolUntil] = until;
    }

    /// <summary>How many ticks nobody sends; needs no lock.</summary>
    public long CoolLeft(long now)
    {
        var until = memory[CoolUntil];
        return until <= now || memory[CoolSet] > now ? 0 : until - now;
    }

    /// <summary>Makes the log usable after whoever held the lock was killed.</summary>
    public void Repair()
    {
        var (head, tail) = (memory[Head], memory[Tail]);
        if (head < 0 || tail < head || tail - head > _capacity)
        {
            Clear();
            return;
        }

        var sum = 0L;
        for (var number = head; number < tail; number++)
            sum += memory[Cell(number) + 2];
        memory[Sum] = sum;
    }

    /// <summary>Forgets a pause that an earlier boot of the machine may have left. Its entries are known by their times, and a clock that was set looks like another boot: they stay.</summary>
    /// <param name="boot">When the machine started, in seconds of any calendar; two processes may differ by some seconds.</param>
    public void Adopt(long boot)
    {
        if (Math.Abs(memory[Boot] - boot) > 60)
            memory[CoolSet] = memory[CoolUntil] = 0;
        memory[Boot] = boot;
        Repair();
    }

    // A stamp may still come down to the time of sending, so that is looked at first.
    private long WaitFor(int cell, long now)
    {
        var earliest = memory[cell] + rates.Window;
        return (earliest >= now ? earliest : memory[cell + 1] + rates.Window) - now + 1;
    }

    private int Cell(long number) => First + ((int)(number % _capacity) * Width);

    private void Clear() => memory[Head] = memory[Tail] = memory[Sum] = memory[CoolSet] = memory[CoolUntil] = 0;

    private void Forget(long now)
    {
        var (head, tail) = (memory[Head], memory[Tail]);
        if (tail > head && memory[Cell(tail - 1)] > now)
        {
            Clear();
            return;
        }

        for (; head < tail && memory[Cell(head) + 1] + rates.Window < now; head++)
        {
            memory[Sum] -= memory[Cell(head) + 2];
            memory[Head] = head + 1;
        }
    }
}
