using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Answers;
using SynthTrain.Teachers.Tests.Support;

namespace SynthTrain.Teachers.Tests.Answers;

[TestClass]
public sealed class StructuredOutputTeacherTests
{
    private const string Schema = """{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"],"additionalProperties":false}""";

    [TestMethod]
    public async Task A_valid_reply_passes_as_it_is()
    {
        var (reply, model) = await AskAsync("{\"a\":1}");
        Assert.AreEqual("""{"a":1}""", reply.Text);
        Assert.IsFalse(reply.Repaired || reply.Corrected);
        Assert.HasCount(1, model.Asked);
    }

    [TestMethod]
    public async Task Json_in_a_code_fence_is_cut_out_and_counted_as_repaired()
    {
        var (reply, model) = await AskAsync("Here you are:\n```json\n{\"a\":1}\n```");
        Assert.AreEqual("""{"a":1}""", reply.Text);
        Assert.IsTrue(reply.Repaired && !reply.Corrected);
        Assert.HasCount(1, model.Asked);
    }

    [TestMethod]
    public async Task Of_several_documents_the_valid_one_is_taken() =>
        Assert.AreEqual("""{"a":7}""", (await AskAsync("Not {\"b\":1} but {\"a\":7}, as [1] says.")).Reply.Text);

    [TestMethod]
    public async Task A_reply_that_breaks_the_schema_gets_one_correction_turn_with_the_validators_words()
    {
        var (reply, model) = await AskAsync("{\"a\":\"x\"}", "{\"a\":2}");
        Assert.AreEqual("""{"a":2}""", reply.Text);
        Assert.IsTrue(reply.Corrected && !reply.Repaired && reply.Rejection is null);
        Assert.AreEqual((20, 10), (reply.InputTokens, reply.OutputTokens));
        Assert.AreEqual(0.02m, reply.Cost);
        var messages = model.Asked[1].Messages;
        CollectionAssert.AreEqual(new[] { "user", "assistant", "user" }, messages.Select(message => message.Role).ToArray());
        Assert.AreEqual("{\"a\":\"x\"}", messages[1].Content);
        Assert.StartsWith("Your reply does not follow the JSON schema:\n- /a: ", messages[2].Content);
        Assert.AreSame(model.Asked[0].ResponseSchema, model.Asked[1].ResponseSchema);
    }

    [TestMethod]
    public async Task A_reply_that_stays_wrong_is_rejected_for_schema_or_parse()
    {
        var (schema, model) = await AskAsync("{\"a\":\"x\"}", "{\"b\":2}");
        Assert.AreEqual("schema", schema.Rejection);
        Assert.StartsWith("After a correction turn: ", schema.RejectionDetail!);
        Assert.HasCount(2, model.Asked);
        Assert.AreEqual("parse", (await AskAsync("{\"a\":1,}", "still no JSON")).Reply.Rejection);
        Assert.AreEqual("schema", (await AskAsync("nothing", "{\"b\":2}")).Reply.Rejection);
        // A correction turn that is refused changes no reason.
        Assert.AreEqual("parse", (await AskAsync("nothing", "")).Reply.Rejection);
    }

    [TestMethod]
    public async Task A_reply_that_was_cut_off_is_rejected_without_a_correction_turn()
    {
        var (reply, model) = await AskAsync(Cut("{\"a\":1"));
        Assert.AreEqual("length", reply.Rejection);
        Assert.AreEqual("The reply was cut off after 5 tokens; raise max_tokens, or ask for less.", reply.RejectionDetail);
        Assert.HasCount(1, model.Asked);
        // Whole all the same.
        Assert.IsNull((await AskAsync(Cut("{\"a\":1}"))).Reply.Rejection);
        Assert.AreEqual("length", (await AskAsync(Plain("{\"a\":"), Cut("{\"a\":"))).Reply.Rejection);
        // A draft that stands before what was cut off is not the answer.
        Assert.AreEqual("length", (await AskAsync(Cut("Draft: {\"a\":1}\nNow the real"))).Reply.Rejection);
        Assert.AreEqual("length", (await AskAsync(Plain("nothing"), Cut("Draft: {\"a\":1}\nNow the real"))).Reply.Rejection);
        Assert.AreEqual("length", (await AskFreeAsync(Cut("a free text that"))).Reply.Rejection);
    }

    [TestMethod]
    public async Task Refusals_apologies_and_empty_replies_are_left_to_the_stage()
    {
        foreach (var reply in new[] { Plain("") with { FinishReason = "refusal" }, Plain("{\"a\":") with { FinishReason = "content_filter" }, Plain("  "), Plain("I'm sorry, but I can't.") })
        {
            var (passed, model) = await AskAsync(reply);
            Assert.AreSame(reply, passed);
            Assert.HasCount(1, model.Asked);
        }
    }

    [TestMethod]
    public async Task Free_text_and_the_offline_teacher_are_left_alone()
    {
        Assert.AreEqual("free", (await AskFreeAsync(Plain("free"))).Reply.Text);
        var model = new Replies([Cut("{broken")]);
        var request = ScriptedModel.Request() with { ResponseSchema = Schema };
        var reply = await new StructuredOutputTeacher(model).AskAsync(request with { Teacher = request.Teacher with { Provider = TeacherDefinition.OfflineProvider } }, default);
        Assert.AreEqual(("{broken", null), (reply.Text, reply.Rejection));
    }

    [TestMethod]
    public async Task A_reply_from_the_cache_and_a_correction_that_is_paid_count_what_is_paid_now()
    {
        var (reply, _) = await AskAsync(Plain("nothing") with { Cached = true }, Plain("{\"a\":1}"));
        Assert.IsFalse(reply.Cached);
        Assert.AreEqual(0.01m, reply.Cost);
        Assert.AreEqual(20, reply.InputTokens);
    }

    [TestMethod]
    public async Task At_most_five_errors_are_told_and_a_bad_schema_is_an_error()
    {
        var many = $$"""{{{string.Join(',', Enumerable.Range(0, 9).Select(number => $"\"x{number}\":1"))}}}""";
        var (_, model) = await AskAsync(many, "{\"a\":1}");
        Assert.IsLessThanOrEqualTo(5, model.Asked[1].Messages[^1].Content.Split('\n').Count(line => line.StartsWith("- ", StringComparison.Ordinal)));
        var teacher = new StructuredOutputTeacher(new Replies([Plain("{}")]));
        var fault = await Assert.ThrowsExactlyAsync<SynthException>(() => teacher.AskAsync(ScriptedModel.Request() with { ResponseSchema = """{"type":"nothing"}""" }, default).AsTask());
        Assert.AreEqual(Codes.BadSchema, fault.Diagnostics[0].Code);
    }

    private static TeacherReply Plain(string text) => new(text, "m1", "stop", 10, 5, 0.01m);

    private static TeacherReply Cut(string text) => Plain(text) with { FinishReason = "length" };

    private static Task<(TeacherReply Reply, Replies Model)> AskAsync(params string[] replies) => RunAsync(Schema, [.. replies.Select(Plain)]);

    private static Task<(TeacherReply Reply, Replies Model)> AskAsync(params TeacherReply[] replies) => RunAsync(Schema, replies);

    private static Task<(TeacherReply Reply, Replies Model)> AskFreeAsync(params TeacherReply[] replies) => RunAsync(null, replies);

    private static async Task<(TeacherReply Reply, Replies Model)> RunAsync(string? schema, TeacherReply[] replies)
    {
        var model = new Replies(replies);
        return (await new StructuredOutputTeacher(model).AskAsync(ScriptedModel.Request() with { ResponseSchema = schema }, default), model);
    }

    private sealed class Replies(TeacherReply[] replies) : ITeacher
    {
        public List<TeacherRequest> Asked { get; } = [];

        public ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken)
        {
            Asked.Add(request);
            return new(replies[Asked.Count - 1]);
        }
    }
}
