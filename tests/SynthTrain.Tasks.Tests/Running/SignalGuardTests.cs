using SynthTrain.Tasks.Running;
using SynthTrain.Tasks.Tests.Support;

namespace SynthTrain.Tasks.Tests.Running;

[TestClass]
public sealed class SignalGuardTests
{
    private readonly List<int> _exits = [];

    [TestMethod]
    public void One_guard_stands_for_the_whole_build()
    {
        var engine = new FakeEngine();
        Assert.AreSame(SignalGuard.Stand(engine), SignalGuard.Stand(engine));
        engine.End();
    }

    [TestMethod]
    public void Nodes_of_one_process_share_the_guard_until_the_last_has_ended()
    {
        var (one, two) = (new FakeEngine(), new FakeEngine());
        var guard = SignalGuard.Stand(one);
        Assert.AreSame(guard, SignalGuard.Stand(two));
        one.End();
        Assert.AreSame(guard, SignalGuard.Stand(two));
        two.End();
        var next = new FakeEngine();
        Assert.AreNotSame(guard, SignalGuard.Stand(next));
        next.End();
    }

    [TestMethod]
    public void Between_tasks_the_process_leaves_at_once_with_143()
    {
        using var guard = Guard(TimeSpan.FromSeconds(20));
        guard.Leave();
        guard.Dispose();
        CollectionAssert.AreEqual(new[] { 143 }, _exits);
    }

    [TestMethod]
    public void Workers_are_cancelled_and_waited_for()
    {
        using var guard = Guard(TimeSpan.FromSeconds(20));
        var worker = new FakeWorker();
        Assert.IsTrue(guard.Watch(worker));
        guard.Leave();
        guard.Leave();
        SpinWait.SpinUntil(() => worker.Cancels > 0, 5000);
        Assert.IsEmpty(_exits, "The worker has not drained yet.");
        worker.End();
        guard.Dispose();
        Assert.AreEqual(1, worker.Cancels);
        CollectionAssert.AreEqual(new[] { 143 }, _exits);
    }

    [TestMethod]
    public void A_worker_that_does_not_drain_is_not_waited_for_forever()
    {
        using var guard = Guard(TimeSpan.FromMilliseconds(50));
        guard.Watch(new FakeWorker());
        guard.Leave();
        guard.Dispose();
        CollectionAssert.AreEqual(new[] { 143 }, _exits);
    }

    [TestMethod]
    public void Nothing_starts_while_the_process_is_leaving()
    {
        using var guard = Guard(TimeSpan.FromMilliseconds(50));
        guard.Leave();
        Assert.IsFalse(guard.Watch(new FakeWorker()));
    }

    private SignalGuard Guard(TimeSpan patience) => new(patience, _exits.Add, listen: false);

    private sealed class FakeWorker : ICancellableWorker
    {
        private readonly TaskCompletionSource _ended = new();

        public int Cancels { get; private set; }

        public Task Ended => _ended.Task;

        public void Cancel(TimeSpan grace) => Cancels++;

        public void End() => _ended.SetResult();
    }
}
