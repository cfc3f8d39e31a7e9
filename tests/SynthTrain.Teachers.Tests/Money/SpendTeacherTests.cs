using SynthTrain.Core.IO;
using SynthTrain.Core.Teachers;
using SynthTrain.Core.Tests.Rows.Support;
using SynthTrain.Teachers.Money;
using SynthTrain.Teachers.Providers;

namespace SynthTrain.Teachers.Tests.Money;

[TestClass]
public sealed class SpendTeacherTests
{
    private static readonly TeacherDefinition s_teacher = new() { Name = "paid", Provider = "openai", Models = ["gpt-5-mini"], Parameters = new Dictionary<string, string> { ["max_tokens"] = "200" } };

    [TestMethod]
    public async Task The_bound_is_held_before_the_request_is_sent_and_the_usage_settled_after()
    {
        var account = new NotingAccount();
        var teacher = Teacher(account, new TestTeacher { Before = (_, _, _) => Task.FromResult(account.Events.Count == 1 ? 0 : throw new InvalidOperationException("sent before it was held")) });
        var reply = await teacher.AskAsync(Request(), default);
        // "hello" has 5 bytes and one message; 10 tokens in and 5 out at $0.25 and $2 for a million.
        Assert.AreEqual(0.0000125m, reply.Cost);
        Assert.AreEqual("hold gpt-5-mini 1 13 200|settle 10 5 0.0000125", string.Join('|', account.Events));
    }

    [TestMethod]
    public async Task What_the_provider_says_it_costs_wins()
    {
        var account = new NotingAccount();
        var teacher = Teacher(account, new Saying(new TeacherReply("yes", "m", "stop", 10, 5, Cost: 0.5m)));
        Assert.AreEqual(0.5m, (await teacher.AskAsync(Request(), default)).Cost);
        Assert.AreEqual("settle 10 5 0.5", account.Events[1]);
    }

    [TestMethod]
    public async Task Tokens_from_the_providers_cache_are_cheaper()
    {
        var teacher = Teacher(new NotingAccount(), new Saying(new TeacherReply("yes", "m", "stop", 1000, 0) { CachedInputTokens = 800 }));
        Assert.AreEqual((200 * 0.25m + 800 * 0.025m) / 1_000_000, (await teacher.AskAsync(Request(), default)).Cost);
    }

    [TestMethod]
    public async Task A_provider_that_does_not_count_is_settled_by_what_can_be_counted()
    {
        var account = new NotingAccount();
        await Teacher(account, new Saying(new TeacherReply("four", "m", "stop", 0, 0))).AskAsync(Request(), default);
        Assert.StartsWith("settle 13 4 ", account.Events[1]);
    }

    [TestMethod]
    [DataRow(false, "settle 0 0 0")]
    [DataRow(true, "settle 13 200 0.00040325")]
    public async Task A_refused_request_costs_nothing_and_one_whose_fate_is_unknown_its_bound(bool mayBeCharged, string settled)
    {
        var account = new NotingAccount();
        var teacher = Teacher(account, new TestTeacher { Before = (_, _, _) => throw new ProviderException(ProviderFault.Overloaded, "busy") { Status = 529, MayBeCharged = mayBeCharged } });
        await Assert.ThrowsExactlyAsync<ProviderException>(() => teacher.AskAsync(Request(), default).AsTask());
        Assert.AreEqual(settled, account.Events[1]);
    }

    [TestMethod]
    public async Task A_request_that_was_given_up_counts_at_its_bound()
    {
        var account = new NotingAccount();
        var teacher = Teacher(account, new TestTeacher { Before = (_, _, _) => throw new OperationCanceledException() });
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => teacher.AskAsync(Request(), default).AsTask());
        Assert.AreEqual("settle 13 200 0.00040325", account.Events[1]);
    }

    [TestMethod]
    public void The_bound_of_a_reply_is_max_tokens_under_any_of_its_names()
    {
        Assert.AreEqual(200, RequestTokens.OutputBound(s_teacher));
        Assert.AreEqual(300, RequestTokens.OutputBound(s_teacher with { Parameters = new Dictionary<string, string> { ["options.max_completion_tokens"] = "300" } }));
        Assert.AreEqual(RequestTokens.DefaultOutput, RequestTokens.OutputBound(s_teacher with { Parameters = new Dictionary<string, string>() }));
    }

    [TestMethod]
    public void The_bound_is_the_largest_that_goes_on_the_wire_for_each_of_the_replies_that_are_asked_for()
    {
        static long Of(params (string Name, string Value)[] set) => RequestTokens.OutputBound(s_teacher with { Parameters = set.ToDictionary(pair => pair.Name, pair => pair.Value) });
        Assert.AreEqual(900, Of(("options.generationConfig.maxOutputTokens", "900")));
        Assert.AreEqual(900, Of(("max_tokens", "200"), ("options.max_completion_tokens", "900")));
        Assert.AreEqual(900, Of(("max_tokens", "900"), ("options.max_completion_tokens", "200")));
        Assert.AreEqual(600, Of(("max_tokens", "200"), ("options.n", "3")));
        Assert.AreEqual(600, Of(("max_tokens", "200"), ("options.generationConfig.candidateCount", "3")));
        Assert.AreEqual(200, Of(("max_tokens", "200"), ("options.tools[0].parameters.max_tokens.type", "integer")));
        Assert.AreEqual(400, Of(("options.max_tokens", "\"400\"")));
    }

    [TestMethod]
    public void Tools_and_instructions_among_the_options_are_part_of_the_prompt()
    {
        var json = $$"""{"tools":"{{new string('x', 985)}}"}""";
        Assert.AreEqual(13 + json.Length, RequestTokens.PromptBound(Request() with { Teacher = s_teacher with { OptionsJson = json } }));
    }

    [TestMethod]
    public async Task A_prompt_that_was_filtered_before_it_was_answered_costs_nothing()
    {
        var account = new NotingAccount();
        var reply = await Teacher(account, new Saying(new TeacherReply("", "gpt-5-mini", "content_filter", 0, 0))).AskAsync(Request(), default);
        Assert.AreEqual("settle 0 0 0", account.Events[1]);
        Assert.AreEqual(0m, reply.Cost);
    }

    private static SpendTeacher Teacher(ISpendAccount account, ITeacher inner) =>
        new(inner, account, new TeacherPrices(s_teacher, PriceTable.Load(new PhysicalFileSystem(), null)), "gpt-5-mini");

    private static TeacherRequest Request() => new() { Task = "draft", Messages = [new TeacherMessage("user", "hello")], Teacher = s_teacher };

    private sealed class Saying(TeacherReply reply) : ITeacher
    {
        public ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken) => new(reply);
    }

    private sealed class NotingAccount : ISpendAccount
    {
        public List<string> Events { get; } = [];

        public ValueTask<SpendHold> HoldAsync(SpendEstimate estimate, CancellationToken cancellationToken)
        {
            Events.Add($"hold {estimate.Model} {estimate.Requests} {estimate.InputTokens} {estimate.OutputTokens}");
            return new(new SpendHold(1, estimate, 0.00040325m));
        }

        public void Settle(in SpendHold hold, SpendUsage usage) => Events.Add($"settle {usage.InputTokens} {usage.OutputTokens} {usage.Cost}");
    }
}
