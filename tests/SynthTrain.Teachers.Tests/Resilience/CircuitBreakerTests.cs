using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Resilience;
using SynthTrain.Teachers.Tests.Support;

namespace SynthTrain.Teachers.Tests.Resilience;

[TestClass]
public sealed class CircuitBreakerTests
{
    private readonly VirtualTime _time = new();

    [TestMethod]
    public async Task An_endpoint_that_refuses_every_connection_stops_the_stage_with_one_error_within_a_minute()
    {
        var model = new ScriptedModel(_ => new ProviderException(ProviderFault.Network, "Connection refused (localhost:1)"));
        var teacher = Chain(model);
        var rows = Enumerable.Range(0, 64).Select(_ => Fault(teacher)).ToArray();
        await _time.RunAsync(Task.WhenAll(rows));
        var codes = rows.Select(row => (row.Result as SynthException)?.Diagnostics[0].Code ?? row.Result!.GetType().Name).ToList();
        // A prober whose attempts are used up has a row that failed; all others say that the endpoint is down.
        Assert.IsGreaterThan(55, codes.Count(code => code == Codes.EndpointDown));
        Assert.IsLessThan(90, model.Count);
        Assert.IsLessThan(60, _time.Elapsed.TotalSeconds);
        var message = rows.Select(row => row.Result).OfType<SynthException>().First().Message;
        Assert.Contains("error ST2017: Teacher 'default' is not answering. m1 at http://localhost:1/: ", message);
        Assert.Contains("the last with: Connection refused (localhost:1).", message);
        // The next row is told at once.
        var before = model.Count;
        Assert.AreEqual(Codes.EndpointDown, ((SynthException)(await Fault(teacher))!).Diagnostics[0].Code);
        Assert.AreEqual(before, model.Count);
    }

    [TestMethod]
    [DataRow(0.2)]
    [DataRow(0.5)]
    public async Task Random_failures_never_open_it(double share)
    {
        var breaker = new CircuitBreaker(new BreakerOptions(), _time);
        var random = new Random(7);
        for (var number = 0; number < 1_000_000; number++)
        {
            var probe = await breaker.EnterAsync(patient: false, default);
            if (random.NextDouble() < share)
                breaker.Failed(probe, new ProviderException(ProviderFault.Server, "500"));
            else
                breaker.Succeeded();
        }

        Assert.IsFalse(breaker.IsOpen);
    }

    [TestMethod]
    public async Task A_probe_that_fails_after_the_circuit_has_closed_does_not_open_it_again()
    {
        var breaker = Opened();
        Assert.IsTrue(await _time.RunAsync(breaker.EnterAsync(patient: true, default).AsTask()));
        // Sent before it opened, answered only now.
        breaker.Succeeded();
        breaker.Failed(probe: true, new ProviderException(ProviderFault.Server, "500"));
        Assert.IsFalse(breaker.IsOpen);
    }

    [TestMethod]
    public async Task One_probe_at_a_time_goes_out_and_its_reply_lets_all_others_go()
    {
        var breaker = Opened();
        var waiting = Enumerable.Range(0, 10).Select(_ => breaker.EnterAsync(patient: true, default).AsTask()).ToArray();
        Assert.IsTrue(breaker.IsOpen);
        Assert.IsTrue(await _time.RunAsync(await _time.RunAsync(Task.WhenAny(waiting))));
        Assert.AreEqual(TimeSpan.FromSeconds(1), _time.Elapsed);
        Assert.AreEqual(1, waiting.Count(task => task.IsCompleted));
        breaker.Succeeded();
        var probes = await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.AreEqual(1, probes.Count(probe => probe));
        Assert.IsFalse(breaker.IsOpen);
    }

    [TestMethod]
    public async Task A_probe_that_is_given_up_lets_the_next_one_probe()
    {
        var breaker = Opened();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.IsTrue(await breaker.EnterAsync(patient: true, default));
        var next = breaker.EnterAsync(patient: true, default).AsTask();
        Assert.IsFalse(next.IsCompleted);
        breaker.Abandoned(probe: true);
        Assert.IsTrue(await next.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [TestMethod]
    public async Task Breaks_double_and_after_five_probes_the_endpoint_is_down()
    {
        var breaker = Opened();
        var breaks = new List<double>();
        while (!breaker.IsDown)
        {
            var before = _time.Elapsed;
            var probe = await _time.RunAsync(breaker.EnterAsync(patient: true, default).AsTask());
            breaks.Add((_time.Elapsed - before).TotalSeconds);
            breaker.Failed(probe, new ProviderException(ProviderFault.Network, "refused"));
        }

        CollectionAssert.AreEqual(new double[] { 1, 2, 4, 8, 16 }, breaks);
        await Assert.ThrowsExactlyAsync<CircuitOpenException>(() => breaker.EnterAsync(patient: true, default).AsTask());
        // It may come back: after the break the next request is a probe again.
        _time.Advance(TimeSpan.FromSeconds(16));
        Assert.IsTrue(await breaker.EnterAsync(patient: false, default));
        breaker.Succeeded();
        Assert.IsFalse(breaker.IsDown || breaker.IsOpen);
    }

    [TestMethod]
    public async Task An_endpoint_that_asks_for_fewer_requests_is_probed_for_five_minutes()
    {
        var breaker = Opened(ProviderFault.RateLimited);
        while (!breaker.IsDown)
        {
            var probe = await _time.RunAsync(breaker.EnterAsync(patient: true, default).AsTask());
            breaker.Failed(probe, new ProviderException(ProviderFault.RateLimited, "429"));
        }

        Assert.IsTrue(_time.Elapsed >= TimeSpan.FromMinutes(5) && _time.Elapsed < TimeSpan.FromMinutes(6), $"{_time.Elapsed}");
    }

    [TestMethod]
    public async Task Refusals_are_answers_and_close_it()
    {
        var breaker = Opened();
        var model = new ScriptedModel(_ => new ProviderException(ProviderFault.TooLong, "too many tokens"));
        var retry = new RetryTeacher(model, Options("m1"));
        for (var number = 0; number < 39; number++)
            retry.Breaker.Failed(probe: false, new ProviderException(ProviderFault.Server, "500"));
        await Assert.ThrowsExactlyAsync<ProviderException>(() => retry.AskAsync(ScriptedModel.Request(), default).AsTask());
        retry.Breaker.Failed(probe: false, new ProviderException(ProviderFault.Server, "500"));
        Assert.IsFalse(retry.Breaker.IsOpen);
        Assert.IsTrue(breaker.IsOpen);
    }

    private static async Task<Exception?> Fault(FallbackTeacher teacher)
    {
        try
        {
            await teacher.AskAsync(ScriptedModel.Request(), default);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private CircuitBreaker Opened(ProviderFault fault = ProviderFault.Server)
    {
        var breaker = new CircuitBreaker(new BreakerOptions(), _time);
        for (var number = 0; number < 40; number++)
            breaker.Failed(probe: false, new ProviderException(fault, "no"));
        return breaker;
    }

    private FallbackTeacher Chain(ITeacher model) => new(ScriptedModel.Definition("m1"), [new RetryTeacher(model, Options("m1"))]);

    private RetryOptions Options(string model) => new() { Model = model, Endpoint = "http://localhost:1/", MaxAttempts = 6, Time = _time, Randomizer = new Jitter(1).Next };
}
