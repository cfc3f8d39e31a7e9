using SynthTrain.Teachers.Limits;

namespace SynthTrain.Teachers.Tests.Limits;

[TestClass]
public sealed class AdaptiveGateTests
{
    [TestMethod]
    public async Task Scattered_faults_hardly_reduce_it()
    {
        var gate = new AdaptiveGate(64);
        var random = new Random(3);
        var sum = 0L;
        for (var round = 0; round < 1000; round++)
        {
            sum += gate.Limit;
            await RoundAsync(gate, gate.Limit, () => random.NextDouble() < 0.05);
        }

        Assert.IsGreaterThan(60_000, sum);
    }

    [TestMethod]
    public async Task Sustained_faults_reduce_it_fast_and_answers_raise_it_slowly()
    {
        var gate = new AdaptiveGate(64);
        var limits = new List<int>();
        for (var round = 0; round < 40; round++)
        {
            await RoundAsync(gate, gate.Limit, () => true);
            limits.Add(gate.Limit);
        }

        CollectionAssert.AreEqual(new[] { 32, 16, 8 }, limits.Take(3).ToArray());
        Assert.AreEqual(1, limits[^1]);
        for (var answer = 0; answer < 100; answer++)
            await RoundAsync(gate, 1, () => false);
        Assert.IsTrue(gate.Limit is > 5 and < 13, $"{gate.Limit}");
        for (var answer = 0; answer < 3000; answer++)
            await RoundAsync(gate, 1, () => false);
        Assert.AreEqual(64, gate.Limit);
    }

    [TestMethod]
    public async Task One_burst_counts_once()
    {
        var gate = new AdaptiveGate(64);
        var places = new List<int>();
        for (var number = 0; number < 64; number++)
            places.Add(await gate.EnterAsync(default));
        // The first ten tell; the rest were sent before.
        foreach (var place in places)
            gate.Leave(place, GateOutcome.Congested);
        Assert.AreEqual(32, gate.Limit);
        var late = await gate.EnterAsync(default);
        gate.Leave(late - 1, GateOutcome.Congested);
        Assert.AreEqual(32, gate.Limit);
    }

    [TestMethod]
    public async Task A_provider_that_takes_twelve_at_a_time_is_found()
    {
        var gate = new AdaptiveGate(64);
        var (sum, refused, asked) = (0, 0, 0);
        for (var round = 0; round < 300; round++)
        {
            var room = 12;
            await RoundAsync(gate, gate.Limit, () =>
            {
                asked += round < 100 ? 0 : 1;
                var full = room-- <= 0;
                refused += round >= 100 && full ? 1 : 0;
                return full;
            });
            sum += round < 100 ? 0 : gate.Limit;
        }

        Assert.AreEqual(12.5, sum / 200.0, 2.5);
        Assert.IsLessThan(asked / 5, refused);
    }

    [TestMethod]
    public async Task Places_are_given_in_the_order_they_were_asked_for_and_whoever_gives_up_is_passed_over()
    {
        var gate = new AdaptiveGate(1);
        var first = await gate.EnterAsync(default);
        using var stop = new CancellationTokenSource();
        var second = gate.EnterAsync(stop.Token).AsTask();
        var third = gate.EnterAsync(default).AsTask();
        var fourth = gate.EnterAsync(default).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => second);
        gate.Leave(first, GateOutcome.Answered);
        await third.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.IsFalse(fourth.IsCompleted);
        gate.Leave(0, GateOutcome.None);
        await fourth.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static async Task RoundAsync(AdaptiveGate gate, int requests, Func<bool> congested)
    {
        var places = new List<int>();
        for (var number = 0; number < requests; number++)
            places.Add(await gate.EnterAsync(default));
        foreach (var place in places)
            gate.Leave(place, congested() ? GateOutcome.Congested : GateOutcome.Answered);
    }
}
