using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Stages.Critiques;
using SynthTrain.Stages.Dataset;
using SynthTrain.Stages.Tests.Support;

namespace SynthTrain.Stages.Tests.Dataset;

[TestClass]
public sealed class DatasetStageTests
{
    [TestMethod]
    [DataRow("lenient")]
    [DataRow("strict")]
    public async Task The_sample_becomes_a_data_set_of_120_rows(string gating)
    {
        var (plan, drafts, critiques) = await SampleRun.ToCritiques();
        var asking = new OfflineRows();
        var rows = await asking.Run(new DatasetStage(), SampleRun.DatasetInput(plan, drafts, critiques).WithOption("gating", gating).Context());
        Assert.IsEmpty(asking.Rejected, string.Join("\n", asking.Rejected));
        CollectionAssert.AreEqual(plan.Select(row => row.GetProperty("id").GetString()).ToArray(), rows.Select(row => row.GetProperty("id").GetString()).ToArray());
        Assert.HasCount(critiques.Count(row => row.GetProperty("verdict").GetString() == "revise"), asking.Asked);
        foreach (var row in rows)
        {
            var issues = DraftAnalysis.Of(row.GetProperty("response").GetRawText(), SampleRun.Schema);
            Assert.IsEmpty(issues, string.Join("\n", issues));
        }
    }

    [TestMethod]
    public async Task Rows_hold_what_later_stages_need()
    {
        var (plan, drafts, critiques) = await SampleRun.ToCritiques();
        var rows = await new OfflineRows().Run(new DatasetStage(), SampleRun.DatasetInput(plan, drafts, critiques).Context());
        CollectionAssert.AreEqual(
            new[] { "id", "category", "difficulty", "payload_type", "region", "group", "prompt", "response", "refined", "issues" },
            rows[0].EnumerateObject().Select(property => property.Name).ToArray());
        Assert.AreEqual(plan[0].GetProperty("group").GetString(), rows[0].GetProperty("group").GetString());
    }

    [TestMethod]
    public async Task The_order_of_drafts_and_critiques_does_not_matter()
    {
        var (plan, drafts, critiques) = await SampleRun.ToCritiques();
        var rows = await new OfflineRows().Run(new DatasetStage(), SampleRun.DatasetInput(plan, drafts, critiques).Context());
        var shuffled = await new OfflineRows().Run(new DatasetStage(), SampleRun.DatasetInput(plan, drafts.Reverse(), critiques.Reverse()).Context());
        CollectionAssert.AreEqual(SampleRun.Lines(rows).ToArray(), SampleRun.Lines(shuffled).ToArray());
    }

    [TestMethod]
    public async Task Missing_parts_are_rejected_or_left_out_when_inputs_are_partial()
    {
        var (plan, drafts, critiques) = await SampleRun.ToCritiques();
        var asking = new OfflineRows();
        Assert.HasCount(117, await asking.Run(new DatasetStage(), SampleRun.DatasetInput(plan, drafts.Skip(1), critiques.SkipLast(2)).Context()));
        Assert.AreEqual("no_draft pg-0001, no_critique pg-0119, no_critique pg-0120", string.Join(", ", asking.Rejected.Select(row => $"{row.Reason} {row.Id}")));
        asking = new OfflineRows();
        Assert.HasCount(117, await asking.Run(new DatasetStage(), SampleRun.DatasetInput(plan, drafts.Skip(1), critiques.SkipLast(2)).WithOption("partial_inputs", "true").Context()));
        Assert.IsEmpty(asking.Rejected);
    }

    [TestMethod]
    public async Task Drafts_that_no_plan_row_has_are_a_warning_with_counts()
    {
        var (plan, drafts, critiques) = await SampleRun.ToCritiques();
        var stage = SampleRun.DatasetInput(plan.Skip(3), drafts, critiques.Skip(3));
        await new OfflineRows().Run(new DatasetStage(), stage.Context());
        var warning = stage.Reported.Single();
        Assert.AreEqual(Codes.RowsUnmatched, warning.Code);
        Assert.AreEqual(DiagnosticSeverity.Warning, warning.Severity);
        Assert.AreEqual(1, warning.Line);
        Assert.Contains("3 of 120 drafts have ids that no plan row has, the first is 'pg-0001'", warning.Message);
    }

    [TestMethod]
    public async Task An_id_that_stands_twice_is_an_error_with_its_line()
    {
        var (plan, drafts, critiques) = await SampleRun.ToCritiques();
        var stage = SampleRun.DatasetInput(plan, drafts.Append(drafts[4]), critiques);
        var fault = (await Assert.ThrowsExactlyAsync<SynthException>(() => new OfflineRows().Run(new DatasetStage(), stage.Context()))).Diagnostics.Single();
        Assert.AreEqual((Codes.DuplicateId, 121), (fault.Code, fault.Line));
        Assert.Contains("line 5 and again in line 121", fault.Message);
    }

    [TestMethod]
    public async Task A_changed_plan_row_changes_one_source_row()
    {
        var (plan, drafts, critiques) = await SampleRun.ToCritiques();
        var changed = plan.Select((row, i) => i == 7 ? JsonElement.Parse(row.GetRawText().Replace("\"prompt\":\"", "\"prompt\":\"Please: ", StringComparison.Ordinal)) : row);
        var before = new DatasetStage().Prepare(SampleRun.DatasetInput(plan, drafts, critiques).Context()).Source.ToArray();
        var after = new DatasetStage().Prepare(SampleRun.DatasetInput(changed, drafts, critiques).Context()).Source.ToArray();
        CollectionAssert.AreEqual(new[] { 7 }, Enumerable.Range(0, 120).Where(i => before[i].Json.GetRawText() != after[i].Json.GetRawText()).ToArray());
        Assert.AreEqual(8, after[7].Line);
    }

    [TestMethod]
    public void A_wrong_option_is_an_error()
    {
        var stage = new DistillStage().WithFile("template", "prompts/refine.md").WithFile("schema", SampleRun.SchemaFile).WithOption("gating", "loose");
        var fault = Assert.ThrowsExactly<SynthException>(() => new DatasetStage().Validate(stage.Context())).Diagnostics.Single();
        Assert.AreEqual(Codes.BadOption, fault.Code);
        Assert.Contains("'loose'; allowed is lenient, strict", fault.Message);
    }
}
