using FsCheck;
using FsCheck.Fluent;
using SynthTrain.Teachers.Limits;

namespace SynthTrain.Teachers.Tests.Limits;

[TestClass]
public sealed class SlidingLogTests
{
    private const long Window = 10_000;
    private const long Slack = Window / 25;

    [TestMethod]
    public void No_window_at_the_provider_has_more_than_allowed_whatever_the_delays() => Prop.ForAll<int>(seed =>
    {
        var random = new Random(seed);
        var rates = new LogRates(Window, random.Next(1, 40), random.Next(2) == 0 ? null : random.Next(200, 2000));
        var arrivals = Simulate(random, rates, requests: 200);
        return MostIn(arrivals, _ => 1) <= rates.Requests && MostIn(arrivals, arrival => arrival.Tokens) <= (rates.Tokens ?? long.MaxValue);
    }).QuickCheckThrowOnFailure();

    [TestMethod]
    [DataRow(0.1)]
    [DataRow(1.5)]
    public void The_limit_is_reached_to_95_percent(double slowness)
    {
        var memory = new PrivateMemory(SlidingLog.CellsFor(4096));
        var log = new SlidingLog(memory, new LogRates(Window, 50, null));
        var now = 5L;
        var taken = 0;
        while (now < 20 * Window)
        {
            var wait = log.TryTake(now, 0, Slack, out var number);
            now += wait;
            if (wait > 0)
                continue;
            // Replies take so many times the slack.
            log.Settle(number, now, now + (long)(slowness * Slack), null);
            taken++;
        }

        Assert.IsGreaterThan(0.95 * 20 * 50, taken);
    }

    [TestMethod]
    public void Tokens_that_a_reply_did_not_use_are_free_at_once()
    {
        var log = new SlidingLog(new PrivateMemory(SlidingLog.CellsFor(16)), new LogRates(Window, null, 100));
        Assert.AreEqual(0, log.TryTake(1, 90, Slack, out var number));
        Assert.AreEqual(Window + 1, log.TryTake(1, 20, Slack, out _));
        Assert.AreEqual(Slack, log.TryTake(Window + 2, 20, Slack, out _));
        log.Settle(number, 1, 2, 80);
        Assert.AreEqual(0, log.TryTake(2, 20, Slack, out _));
    }

    [TestMethod]
    public void What_an_earlier_boot_left_does_not_block()
    {
        var memory = new PrivateMemory(SlidingLog.CellsFor(16));
        var log = new SlidingLog(memory, new LogRates(Window, 1, null));
        log.Adopt(1_000_000);
        Assert.AreEqual(0, log.TryTake(900_000, 0, Slack, out _));
        log.Cool(900_000, 990_000);
        // The clock began anew.
        log.Adopt(1_005_000);
        Assert.AreEqual(0, log.CoolLeft(100));
        Assert.AreEqual(0, log.TryTake(100, 0, Slack, out _));
        // Also for a log that was opened before: its entry is from the future.
        memory = new PrivateMemory(SlidingLog.CellsFor(16));
        log = new SlidingLog(memory, new LogRates(Window, 1, null));
        Assert.AreEqual(0, log.TryTake(900_000, 0, Slack, out _));
        Assert.AreEqual(0, log.TryTake(100, 0, Slack, out _));
    }

    [TestMethod]
    public void A_wall_clock_that_is_set_forgets_no_request()
    {
        var log = new SlidingLog(new PrivateMemory(SlidingLog.CellsFor(16)), new LogRates(Window, 1, null));
        log.Adopt(1_000_000);
        Assert.AreEqual(0, log.TryTake(100, 0, Slack, out _));
        // The next process reckons another start of the machine.
        log.Adopt(1_003_600);
        Assert.AreNotEqual(0, log.TryTake(200, 0, Slack, out _));
    }

    [TestMethod]
    public void A_log_that_a_killed_process_left_half_written_is_mended()
    {
        var memory = new PrivateMemory(SlidingLog.CellsFor(16));
        var log = new SlidingLog(memory, new LogRates(Window, null, 100));
        log.TryTake(1, 40, Slack, out _);
        // Killed after the entry and the sum, before the tail.
        memory[3] += 50;
        log.Repair();
        Assert.AreEqual(0, log.TryTake(2, 60, Slack, out _));
        memory[2] = 1_000_000;
        log.Repair();
        Assert.AreEqual(0, log.TryTake(3, 100, Slack, out _));
    }

    [TestMethod]
    public void A_full_ring_waits_for_its_oldest_entry()
    {
        var log = new SlidingLog(new PrivateMemory(SlidingLog.CellsFor(4)), new LogRates(Window, 100, null));
        for (var number = 0; number < 4; number++)
            Assert.AreEqual(0, log.TryTake(10, 0, Slack, out _));
        Assert.AreEqual(Window + 1, log.TryTake(10, 0, Slack, out _));
    }

    private static List<(long Time, long Tokens)> Simulate(Random random, LogRates rates, int requests)
    {
        var memory = new PrivateMemory(SlidingLog.CellsFor(4096));
        // Two processes.
        SlidingLog[] logs = [new(memory, rates), new(memory, rates)];
        var replies = new PriorityQueue<(long Number, long Sent, long Used), long>();
        List<(long Time, long Tokens)> arrivals = [];
        var now = 1L;
        while (arrivals.Count < requests)
        {
            var held = random.Next(1, 150);
            var log = logs[random.Next(2)];
            var wait = log.TryTake(now, held, Slack, out var number);
            if (wait == 0)
            {
                var (way, service) = (random.NextInt64(Slack), random.NextInt64(random.Next(2) == 0 ? 50 : 2 * Slack));
                var used = random.Next(1, held + 1);
                arrivals.Add((now + way, used));
                replies.Enqueue((number, now, used), now + way + service);
                wait = random.Next(3) == 0 ? random.Next((int)Window / 10) : 0;
            }

            now += wait;
            while (replies.TryPeek(out var reply, out var time) && time <= now)
            {
                replies.Dequeue();
                logs[random.Next(2)].Settle(reply.Number, reply.Sent, time, reply.Used);
            }
        }

        return arrivals;
    }

    private static long MostIn(List<(long Time, long Tokens)> arrivals, Func<(long Time, long Tokens), long> weight)
    {
        var sorted = arrivals.OrderBy(arrival => arrival.Time).ToList();
        var (most, sum, first) = (0L, 0L, 0);
        foreach (var arrival in sorted)
        {
            sum += weight(arrival);
            while (sorted[first].Time < arrival.Time - Window)
                sum -= weight(sorted[first++]);
            most = Math.Max(most, sum);
        }

        return most;
    }
}
