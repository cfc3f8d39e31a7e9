using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Jsonl;
using SynthTrain.Stages.Dataset;
using SynthTrain.Stages.Drafts;
using SynthTrain.Stages.Tests.Support;

namespace SynthTrain.Stages.Tests.Dataset;

[TestClass]
public sealed class GatingTests
{
    private static readonly JsonElement s_plan = JsonElement.Parse("""{"id":"a","prompt":"p","payload_type":"checklist","subject":"a short trip with one bag"}""");

    private static JsonObject Good => AnswerBuilder.Build(DraftGround.Read(s_plan));

    [TestMethod]
    [DataRow("lenient")]
    [DataRow("strict")]
    public async Task Answers_that_do_not_parse_or_break_the_schema_never_enter(string gating)
    {
        Assert.AreEqual("parse", await Outcome(gating, Text(Good), Issue("/summary"), "placeholder"));
        Assert.AreEqual("schema", await Outcome(gating, Text(Good), Issue("/summary"), "{}"));
        Assert.AreEqual("refusal", await Outcome(gating, Text(Good), Issue("/summary"), "I cannot do that."));
        Assert.AreEqual("empty", await Outcome(gating, Text(Good), Issue("/summary"), " "));
    }

    [TestMethod]
    [DataRow("lenient", "accepted")]
    [DataRow("strict", "unresolved")]
    public async Task An_issue_that_was_not_acted_upon_is_for_strict_to_refuse(string gating, string outcome)
    {
        Assert.AreEqual(outcome, await Outcome(gating, Text(Good), Issue("/summary"), Text(Good)));
        Assert.AreEqual(outcome, await Outcome(gating, Text(Good), Issue("/payload/items/0/what"), Text(Good)));
        Assert.AreEqual(outcome, await Outcome(gating, Text(Good), """{"verdict":"accept","issues":[{"kind":"tone","path":"/summary","message":"stiff"}]}""", ""));
    }

    [TestMethod]
    [DataRow("lenient")]
    [DataRow("strict")]
    public async Task An_issue_that_was_acted_upon_lets_the_answer_in(string gating)
    {
        var better = Good;
        better["summary"] = "A better summary of eight words or even more of them.";
        Assert.AreEqual("accepted", await Outcome(gating, Text(Good), Issue("/summary"), Text(better)));
        Assert.AreEqual("accepted", await Outcome(gating, "not JSON at all", Issue(""), Text(Good)));
    }

    [TestMethod]
    [DataRow("lenient", "accepted")]
    [DataRow("strict", "critique")]
    public async Task A_critique_without_a_verdict_is_for_strict_to_refuse(string gating, string outcome) =>
        Assert.AreEqual(outcome, await Outcome(gating, Text(Good), """{"verdict":null,"issues":[]}""", ""));

    [TestMethod]
    [DataRow("lenient", "accepted")]
    [DataRow("strict", "payload_type")]
    public async Task Another_payload_type_is_for_strict_to_refuse(string gating, string outcome)
    {
        var other = AnswerBuilder.Build(DraftGround.Read(JsonElement.Parse("""{"id":"a","prompt":"p","payload_type":"procedure","subject":"a short trip"}""")));
        Assert.AreEqual(outcome, await Outcome(gating, Text(other), """{"verdict":"accept","issues":[]}""", ""));
    }

    [TestMethod]
    public async Task A_draft_that_breaks_the_schema_is_refined_though_the_critique_accepts_it()
    {
        var broken = Good;
        broken.Remove("uncertainty_notes");
        Assert.AreEqual("accepted", await Outcome("lenient", Text(broken), """{"verdict":"accept","issues":[]}""", Text(Good)));
    }

    private static string Issue(string path) =>
        $$"""{"verdict":"revise","issues":[{"kind":"tone","path":"{{path}}","message":"stiff"}]}""";

    private static string Text(JsonObject answer) => JsonText.ToText(answer);

    private static async Task<string> Outcome(string gating, string draft, string critique, string refined)
    {
        var drafts = new JsonObject { ["id"] = "a", ["draft"] = draft };
        var critiques = JsonNode.Parse(critique)!;
        critiques["id"] = "a";
        var stage = SampleRun.DatasetInput([s_plan], [JsonElement.Parse(Text(drafts))], [JsonElement.Parse(JsonText.ToText(critiques))]).WithOption("gating", gating);
        var asking = new OfflineRows(_ => OfflineRows.Reply(refined));
        var rows = await asking.Run(new DatasetStage(), stage.Context());
        return rows.Count == 1 ? "accepted" : asking.Rejected.Single().Reason;
    }
}
