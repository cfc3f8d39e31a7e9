using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Resilience;
using SynthTrain.Teachers.Tests.Support;

namespace SynthTrain.Teachers.Tests.Resilience;

[TestClass]
public sealed class RetryTeacherTests
{
    private readonly VirtualTime _time = new();

    [TestMethod]
    public async Task A_fault_that_may_pass_is_asked_again_until_it_is_answered()
    {
        var model = new ScriptedModel(number => number < 3 ? new ProviderException(ProviderFault.Server, "500") : null);
        var reply = await _time.RunAsync(Ask(Retry(model)));
        Assert.AreEqual("yes", reply.Text);
        Assert.AreEqual(4, model.Count);
        // 20, 60 and 300 ms, each spread over its upper half; the randomizer says the middle.
        Assert.AreEqual(0.75 * 380, _time.Elapsed.TotalMilliseconds, 3);
    }

    [TestMethod]
    public async Task Attempts_are_bounded()
    {
        var model = new ScriptedModel(_ => new ProviderException(ProviderFault.Network, "connection refused"));
        await Assert.ThrowsExactlyAsync<ProviderException>(() => _time.RunAsync(Ask(Retry(model, attempts: 6))));
        Assert.AreEqual(6, model.Count);
        model = new ScriptedModel(_ => new ProviderException(ProviderFault.Network, "connection refused"));
        await Assert.ThrowsExactlyAsync<ProviderException>(() => _time.RunAsync(Ask(Retry(model, attempts: 1))));
        Assert.AreEqual(1, model.Count);
    }

    [TestMethod]
    [DataRow(ProviderFault.Unauthorized)]
    [DataRow(ProviderFault.QuotaSpent)]
    [DataRow(ProviderFault.UnknownModel)]
    [DataRow(ProviderFault.SchemaRefused)]
    [DataRow(ProviderFault.NotTheApi)]
    [DataRow(ProviderFault.TooLong)]
    [DataRow(ProviderFault.Refused)]
    public async Task A_fault_that_stays_is_asked_once(ProviderFault fault)
    {
        var model = new ScriptedModel(_ => new ProviderException(fault, "no"));
        await Assert.ThrowsExactlyAsync<ProviderException>(() => Ask(Retry(model)));
        Assert.AreEqual(1, model.Count);
    }

    [TestMethod]
    public async Task Retry_After_is_the_least_that_is_waited()
    {
        var model = new ScriptedModel(number => number == 0 ? new ProviderException(ProviderFault.RateLimited, "429") { RetryAfter = TimeSpan.FromSeconds(42) } : null);
        await _time.RunAsync(Ask(Retry(model)));
        Assert.IsTrue(_time.Elapsed >= TimeSpan.FromSeconds(42) && _time.Elapsed < TimeSpan.FromSeconds(42.1), $"{_time.Elapsed}");
    }

    [TestMethod]
    public async Task Retry_After_above_five_minutes_is_not_waited_for()
    {
        var model = new ScriptedModel(_ => new ProviderException(ProviderFault.RateLimited, "429") { RetryAfter = TimeSpan.FromHours(1) });
        await Assert.ThrowsExactlyAsync<ProviderException>(() => Ask(Retry(model)));
        Assert.AreEqual(1, model.Count);
    }

    [TestMethod]
    public void Delays_grow_where_nothing_is_answered_most_of_all_where_fewer_requests_are_asked_for()
    {
        Assert.AreEqual(7.9, Total(ProviderFault.Server, down: true), 0.1);
        Assert.AreEqual(37, Total(ProviderFault.Overloaded, down: true), 0.1);
        Assert.AreEqual(0.74, Total(ProviderFault.Server, down: false), 0.01);
        Assert.AreEqual(TimeSpan.FromMilliseconds(10), Backoff.Delay(0, 1, new ProviderException(ProviderFault.Server, "500"), 0));

        static double Total(ProviderFault fault, bool down) =>
            Enumerable.Range(0, 5).Sum(attempt => Backoff.Delay(attempt, down ? attempt + 1 : 1, new ProviderException(fault, "no"), 1).TotalSeconds);
    }

    [TestMethod]
    public async Task An_attempt_that_takes_too_long_is_a_timeout_that_may_be_charged()
    {
        var model = new ScriptedModel(_ => null) { Wait = (_, token) => Task.Delay(TimeSpan.FromMinutes(5), _time, token) };
        var fault = await Assert.ThrowsExactlyAsync<ProviderException>(() => _time.RunAsync(Ask(new TimeoutTeacher(model, TimeSpan.FromSeconds(90), _time))));
        Assert.AreEqual(ProviderFault.Timeout, fault.Fault);
        Assert.IsTrue(fault.MayBeCharged);
        Assert.AreEqual("No reply within 90 s (timeout_seconds).", fault.Message);
        Assert.AreEqual(TimeSpan.FromSeconds(90), _time.Elapsed);
    }

    [TestMethod]
    public async Task A_call_given_up_is_a_cancellation_and_no_timeout()
    {
        using var stop = new CancellationTokenSource();
        var model = new ScriptedModel(_ => null) { Wait = (_, token) => Task.Delay(TimeSpan.FromMinutes(5), _time, token) };
        var ask = Retry(new TimeoutTeacher(model, TimeSpan.FromSeconds(90), _time)).AskAsync(ScriptedModel.Request(), stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => ask);
        Assert.AreEqual(1, model.Count);
    }

    private static Task<TeacherReply> Ask(ITeacher teacher) => teacher.AskAsync(ScriptedModel.Request(), default).AsTask();

    private RetryTeacher Retry(ITeacher model, int attempts = 6) =>
        new(model, new RetryOptions { Model = "m1", Endpoint = "http://localhost:1/", MaxAttempts = attempts, Time = _time, Randomizer = () => 0.5 });
}
