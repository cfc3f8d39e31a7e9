using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;
using SynthTrain.Core.Tests.Support;
using SynthTrain.Teachers.Limits;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Resilience;
using SynthTrain.Teachers.Tests.Support;

namespace SynthTrain.Teachers.Tests.Limits;

[TestClass]
public sealed class LimitTeacherTests
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(10);
    private readonly VirtualTime _time = new();

    [TestMethod]
    public async Task Requests_beyond_the_limit_wait_for_the_window_in_the_order_they_came()
    {
        var model = new ScriptedModel(_ => null);
        var teacher = Teacher(model, new TeacherLimits { RequestsPerMinute = 3, Window = s_window });
        var asks = Enumerable.Range(0, 7).Select(number => teacher.AskAsync(ScriptedModel.Request($"{number}"), default).AsTask()).ToArray();
        Assert.AreEqual(3, model.Count);
        await _time.RunAsync(Task.WhenAll(asks));
        Assert.AreEqual(20, _time.Elapsed.TotalSeconds, 0.1);
        // Those that a window lets go together may overtake each other on the way.
        var order = string.Join('|', model.Asked.Select(request => request.Messages[0].Content).Chunk(3).Select(window => string.Concat(window.Order())));
        Assert.AreEqual("012|345|6", order);
    }

    [TestMethod]
    public async Task Tokens_of_the_prompt_and_the_bound_of_the_reply_are_held_and_the_replys_own_count_takes_their_place()
    {
        var model = new ScriptedModel(_ => null);
        var teacher = Teacher(model, new TeacherLimits { TokensPerMinute = 330, Window = s_window });
        // Held: (2 + 4 + 3) x 1.5 + 100. Used, as the model says: 10 + 100.
        var asks = Enumerable.Range(0, 4).Select(_ => teacher.AskAsync(Bounded(100), default).AsTask()).ToArray();
        await _time.RunAsync(Task.WhenAll(asks[..2]));
        Assert.AreEqual(TimeSpan.Zero, _time.Elapsed);
        await _time.RunAsync(Task.WhenAll(asks));
        // 2 x 110 + 114 is too many, so the third waits for the window.
        Assert.AreEqual(10, _time.Elapsed.TotalSeconds, 0.2);
    }

    [TestMethod]
    public async Task A_request_larger_than_the_whole_window_is_an_error_and_no_wait()
    {
        var teacher = Teacher(new ScriptedModel(_ => null), new TeacherLimits { TokensPerMinute = 1000, Window = s_window });
        var stage = await Assert.ThrowsExactlyAsync<SynthException>(() => teacher.AskAsync(Bounded(1000), default).AsTask());
        Assert.AreEqual("error ST2001: Teacher 'default' allows replies of 1000 tokens, and 'limits.tokens_per_minute' is 1000: no request could ever be sent. Lower max_tokens, or raise the limit.", stage.Message);
        var row = await Assert.ThrowsExactlyAsync<TeacherException>(() => teacher.AskAsync(Bounded(100) with { Messages = [new TeacherMessage("user", new string('x', 4000))] }, default).AsTask());
        Assert.AreEqual("The request has about 1107 tokens, prompt and reply together, and 'limits.tokens_per_minute' of teacher 'default' is 1000: it could never be sent.", row.Message);
    }

    [TestMethod]
    public async Task After_Retry_After_nobody_sends_until_then()
    {
        var model = new ScriptedModel(number => number == 0 ? new ProviderException(ProviderFault.RateLimited, "429") { RetryAfter = TimeSpan.FromSeconds(7) } : null);
        var limiter = Limiter(new TeacherLimits());
        var (one, two) = (new LimitTeacher(model, limiter, new TeacherLimits(), 8), new LimitTeacher(model, limiter, new TeacherLimits(), 8));
        await Assert.ThrowsExactlyAsync<ProviderException>(() => one.AskAsync(ScriptedModel.Request(), default).AsTask());
        var asks = new[] { one, two }.Select(teacher => teacher.AskAsync(ScriptedModel.Request(), default).AsTask()).ToArray();
        Assert.AreEqual(1, model.Count);
        await _time.RunAsync(Task.WhenAll(asks));
        Assert.AreEqual(7, _time.Elapsed.TotalSeconds, 0.01);
    }

    [TestMethod]
    public async Task A_pause_of_an_hour_is_told_and_not_waited_for()
    {
        var model = new ScriptedModel(_ => new ProviderException(ProviderFault.RateLimited, "429") { RetryAfter = TimeSpan.FromHours(1) });
        var teacher = Teacher(model, new TeacherLimits());
        await Assert.ThrowsExactlyAsync<ProviderException>(() => teacher.AskAsync(ScriptedModel.Request(), default).AsTask());
        var fault = await Assert.ThrowsExactlyAsync<ProviderException>(() => teacher.AskAsync(ScriptedModel.Request(), default).AsTask());
        Assert.AreEqual("The provider asked not to be asked for another 3600 s.", fault.Message);
        Assert.AreEqual(TimeSpan.FromHours(1), fault.RetryAfter);
        Assert.AreEqual(1, model.Count);
    }

    [TestMethod]
    public async Task A_pause_that_no_provider_means_does_not_hold_other_builds_up_for_long()
    {
        using var folder = new TempFolder();
        var options = new LimiterOptions { Endpoint = "http://a/", Model = "m1", Limits = new TeacherLimits(), Time = _time, Directory = folder["limits"] };
        using (var one = SharedLimiter.Open(options))
        {
            one.Pause(TimeSpan.FromDays(1));
            Assert.AreEqual(1, one.CoolDown.TotalDays, 0.01);
        }

        using var next = SharedLimiter.Open(options);
        Assert.IsTrue(next.CoolDown <= RetryOptions.LongestWait, $"{next.CoolDown}");
    }

    [TestMethod]
    public async Task A_call_given_up_while_it_waits_leaves_its_place()
    {
        var model = new ScriptedModel(_ => null);
        var teacher = Teacher(model, new TeacherLimits { RequestsPerMinute = 1, Window = s_window }, concurrency: 2);
        await teacher.AskAsync(ScriptedModel.Request(), default);
        using var stop = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, 3).Select(_ => teacher.AskAsync(ScriptedModel.Request(), stop.Token).AsTask()).ToArray();
        await stop.CancelAsync();
        foreach (var ask in waiting)
            await Assert.ThrowsAsync<OperationCanceledException>(() => ask);
        await _time.RunAsync(teacher.AskAsync(ScriptedModel.Request(), default).AsTask());
        Assert.AreEqual(2, model.Count);
    }

    [TestMethod]
    public async Task Limiters_of_one_model_share_a_folder_and_those_of_another_key_or_model_do_not()
    {
        using var folder = new TempFolder();
        var limits = new TeacherLimits { RequestsPerMinute = 2, Window = s_window };
        var options = new LimiterOptions { Endpoint = "http://a/", Model = "m1", Key = "secret-1", Limits = limits, Time = _time, Directory = folder["limits"] };
        using var one = SharedLimiter.Open(options);
        using var same = SharedLimiter.Open(options);
        using var otherKey = SharedLimiter.Open(options with { Key = "secret-2" });
        using var otherModel = SharedLimiter.Open(options with { Model = "m2" });
        await one.TakeAsync(0, s_window, default);
        await same.TakeAsync(0, s_window, default);
        var third = one.TakeAsync(0, s_window, default).AsTask();
        Assert.IsFalse(third.IsCompleted);
        await otherKey.TakeAsync(0, s_window, default);
        await otherModel.TakeAsync(0, s_window, default);
        same.Pause(TimeSpan.FromSeconds(60));
        Assert.AreEqual(60, one.CoolDown.TotalSeconds, 0.01);
        Assert.AreEqual(TimeSpan.Zero, otherKey.CoolDown);
        if (!OperatingSystem.IsWindows())
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder["limits"]));
        Assert.IsFalse(Directory.GetFiles(folder["limits"]).Any(file => file.Contains("secret", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void A_folder_that_cannot_be_written_is_an_error()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["limits"], "");
        var fault = Assert.ThrowsExactly<SynthException>(() => SharedLimiter.Open(new LimiterOptions { Endpoint = "e", Model = "m", Limits = new TeacherLimits(), Time = _time, Directory = folder["limits"] }));
        Assert.AreEqual(Codes.CannotWrite, fault.Diagnostics[0].Code);
    }

    private static TeacherRequest Bounded(int tokens)
    {
        var request = ScriptedModel.Request();
        return request with { Teacher = request.Teacher with { Parameters = new Dictionary<string, string> { ["max_tokens"] = $"{tokens}" } } };
    }

    private SharedLimiter Limiter(TeacherLimits limits) => SharedLimiter.Open(new LimiterOptions { Endpoint = "http://a/", Model = "m1", Limits = limits, Time = _time });

    private LimitTeacher Teacher(ScriptedModel model, TeacherLimits limits, int concurrency = 64) => new(model, Limiter(limits), limits, concurrency);
}
