using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Stages.Drafts;
using SynthTrain.Stages.Tests.Support;

namespace SynthTrain.Stages.Tests.Drafts;

[TestClass]
public sealed class DraftsStageTests
{
    private const string PlanRow = """{"id":"a","prompt":"What to pack?","payload_type":"checklist","knowledge":[{"fact":"It rains.","uncertain":"Not daily.","verify":"the forecast"}]}""";

    [TestMethod]
    public async Task Every_answer_becomes_a_row_whatever_it_is()
    {
        foreach (var text in new[] { "no JSON", "[1]", "{\"summary\": 1}", "```json\n{}\n```" })
        {
            var rows = await new OfflineRows(_ => OfflineRows.Reply(text, "length")).Run(new DraftsStage(), Input(PlanRow).Context());
            Assert.AreEqual(text, rows.Single().GetProperty("draft").GetString());
            Assert.AreEqual("length", rows[0].GetProperty("finish_reason").GetString());
            Assert.AreEqual(text.Contains('{', StringComparison.Ordinal), rows[0].GetProperty("parse_ok").GetBoolean(), text);
            Assert.IsFalse(rows[0].GetProperty("schema_ok").GetBoolean());
            Assert.IsGreaterThan(0, rows[0].GetProperty("errors").GetArrayLength());
        }
    }

    [TestMethod]
    [DataRow("", "stop", "empty")]
    [DataRow("  \n", "stop", "empty")]
    [DataRow("{}", "refusal", "refusal")]
    [DataRow("{}", "content_filter", "refusal")]
    [DataRow("I'm sorry, but I can't help with that.", "stop", "refusal")]
    public async Task Refusals_and_empty_texts_are_rejected(string text, string finish, string reason)
    {
        var asking = new OfflineRows(_ => OfflineRows.Reply(text, finish));
        Assert.IsEmpty(await asking.Run(new DraftsStage(), Input(PlanRow).Context()));
        Assert.AreEqual(reason, asking.Rejected.Single().Reason);
    }

    [TestMethod]
    public async Task The_message_shows_prompt_facts_and_schema()
    {
        var asking = new OfflineRows(_ => OfflineRows.Reply("{}"));
        await asking.Run(new DraftsStage(), Input(PlanRow).Context());
        var request = asking.Asked.Single();
        Assert.AreEqual("draft", request.Task);
        Assert.Contains("What to pack?", request.Messages.Single().Content);
        Assert.Contains("- It rains. (uncertain: Not daily.) (check: the forecast)", request.Messages[0].Content);
        Assert.Contains("\"uncertainty_notes\"", request.Messages[0].Content);
        Assert.AreEqual(SampleRun.Schema.Text, request.ResponseSchema);
        Assert.AreEqual("a", request.Source!.Value.GetProperty("id").GetString());
    }

    [TestMethod]
    public async Task Pass_rates_are_counts_and_percent()
    {
        var asking = new OfflineRows(request => OfflineRows.Reply(request.RowId == "a" ? "{}" : "placeholder"));
        await asking.Run(new DraftsStage(), Input(PlanRow, PlanRow.Replace("\"a\"", "\"b\"", StringComparison.Ordinal)).Context());
        CollectionAssert.AreEqual(
            new[] { KeyValuePair.Create("parse_ok", "1 of 2 (50.0 %)"), KeyValuePair.Create("schema_ok", "0 of 2 (0.0 %)") },
            asking.Figures.ToArray());
    }

    [TestMethod]
    public async Task A_row_of_one_prompt_alone_gets_an_answer_that_keeps_to_the_schema()
    {
        var rows = await new OfflineRows().Run(new DraftsStage(), Input("""{"id":"pg-2","prompt":"How do I find a dentist abroad?"}""").Context());
        Assert.IsTrue(rows.Single().GetProperty("schema_ok").GetBoolean(), rows[0].GetRawText());
    }

    [TestMethod]
    [DataRow("""{"prompt":"x"}""", "The row has no 'id'")]
    [DataRow("""{"id":"a"}""", "The row has no 'prompt'")]
    [DataRow("""{"id":7,"prompt":"x"}""", "'id' must be a text")]
    public async Task Rows_without_what_is_needed_are_errors_with_their_line(string row, string message)
    {
        var stage = Input(PlanRow.Replace("\"a\"", "\"z\"", StringComparison.Ordinal), row);
        var thrown = await Assert.ThrowsExactlyAsync<SynthException>(() => new OfflineRows().Run(new DraftsStage(), stage.Context()));
        Assert.AreEqual(Codes.BadRow, thrown.Diagnostics[0].Code);
        Assert.AreEqual(2, thrown.Diagnostics[0].Line);
        Assert.Contains(message, thrown.Diagnostics[0].Message);
    }

    [TestMethod]
    public void An_unknown_slot_and_a_bad_schema_are_found_by_validation()
    {
        var template = new DistillStage().WithText("template", "Answer {prompt}\nin {tone}.").WithFile("schema", SampleRun.SchemaFile);
        var fault = Assert.ThrowsExactly<SynthException>(() => new DraftsStage().Validate(template.Context())).Diagnostics.Single();
        Assert.AreEqual((Codes.BadPromptTemplate, 2, 4), (fault.Code, fault.Line, fault.Column));
        var schema = new DistillStage().WithText("template", "{prompt}").WithText("schema", "{\n  \"type\": \"objekt\"\n}");
        fault = Assert.ThrowsExactly<SynthException>(() => new DraftsStage().Validate(schema.Context())).Diagnostics.Single();
        Assert.AreEqual((Codes.BadSchema, 2), (fault.Code, fault.Line));
        Assert.DoesNotContain("schema.txt", fault.Message);
    }

    private static DistillStage Input(params string[] rows) => SampleRun.DraftsInput(rows.Select(row => JsonElement.Parse(row)));
}
