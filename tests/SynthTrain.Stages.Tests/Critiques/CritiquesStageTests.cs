using System.Text.Json;
using SynthTrain.Stages.Critiques;
using SynthTrain.Stages.Tests.Support;

namespace SynthTrain.Stages.Tests.Critiques;

[TestClass]
public sealed class CritiquesStageTests
{
    private const string Draft = """{"id":"a","prompt":"secret prompt","region":"nowhere","draft":"{\"summary\": \"x\"}","parse_ok":true}""";

    [TestMethod]
    public async Task The_critic_sees_the_draft_and_the_schema_and_nothing_else()
    {
        var asking = new OfflineRows();
        await asking.Run(new CritiquesStage(), Input(Draft).Context());
        var request = asking.Asked.Single();
        Assert.Contains("{\"summary\": \"x\"}", request.Messages.Single().Content);
        Assert.DoesNotContain("secret", request.Messages[0].Content);
        CollectionAssert.AreEqual(new[] { "draft", "schema" }, request.Source!.Value.EnumerateObject().Select(property => property.Name).ToArray());
        Assert.AreEqual(SampleRun.CritiqueSchema.Text, request.ResponseSchema);
    }

    [TestMethod]
    public async Task An_answer_that_cannot_be_read_gives_no_verdict()
    {
        var rows = await new OfflineRows(_ => OfflineRows.Reply("placeholder")).Run(new CritiquesStage(), Input(Draft).Context());
        Assert.AreEqual(JsonValueKind.Null, rows.Single().GetProperty("verdict").ValueKind);
        Assert.IsFalse(rows[0].GetProperty("parse_ok").GetBoolean());
        Assert.AreEqual("placeholder", rows[0].GetProperty("critique").GetString());
    }

    [TestMethod]
    public async Task A_verdict_is_read_though_the_rest_breaks_the_schema()
    {
        var rows = await new OfflineRows(_ => OfflineRows.Reply("""{"verdict":"revise","issues":[{"kind":"tone","path":"","message":"rude"},7],"extra":1}""")).Run(new CritiquesStage(), Input(Draft).Context());
        Assert.AreEqual("revise", rows.Single().GetProperty("verdict").GetString());
        Assert.AreEqual("tone", rows[0].GetProperty("issues").EnumerateArray().Single().GetProperty("kind").GetString());
        Assert.IsTrue(rows[0].GetProperty("parse_ok").GetBoolean());
        Assert.IsFalse(rows[0].GetProperty("schema_ok").GetBoolean());
    }

    [TestMethod]
    public async Task A_refusal_is_rejected()
    {
        var asking = new OfflineRows(_ => OfflineRows.Reply("", "refusal"));
        Assert.IsEmpty(await asking.Run(new CritiquesStage(), Input(Draft).Context()));
        Assert.AreEqual("refusal", asking.Rejected.Single().Reason);
    }

    [TestMethod]
    public async Task Figures_count_passes_verdicts_and_kinds()
    {
        var asking = new OfflineRows();
        await asking.Run(new CritiquesStage(), Input(Draft, Draft.Replace("\"a\"", "\"b\"", StringComparison.Ordinal)).Context());
        Assert.AreEqual("parse_ok: 2 of 2 (100.0 %); schema_ok: 2 of 2 (100.0 %); accept: 0 of 2 (0.0 %); revise: 2 of 2 (100.0 %); issues: schema 10, short_summary 2", string.Join("; ", asking.Figures.Select(figure => $"{figure.Key}: {figure.Value}")));
    }

    private static DistillStage Input(params string[] rows) => SampleRun.CritiquesInput(rows.Select(row => JsonElement.Parse(row)));
}
