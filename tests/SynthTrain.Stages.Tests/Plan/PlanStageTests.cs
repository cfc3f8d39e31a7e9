using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Stages.Plan;
using SynthTrain.Stages.Tests.Support;

namespace SynthTrain.Stages.Tests.Plan;

[TestClass]
public sealed class PlanStageTests
{
    private const string SpecFile = "data/specs/dataset_v1_spec.yaml";

    public static async Task<IReadOnlyList<JsonElement>> SamplePlan(params (string Name, string Value)[] options)
    {
        var stage = new DistillStage().WithFile("spec", SpecFile);
        foreach (var (name, value) in options)
            stage.WithOption(name, value);
        await new PlanStage().RunAsync(stage.Context("plan", "stats"), default);
        return stage.Rows("plan");
    }

    [TestMethod]
    public async Task The_sample_meets_its_quotas()
    {
        var rows = await SamplePlan();
        Assert.HasCount(120, rows);
        Assert.AreEqual("budgeting 20, food_culture 20, health_safety 20, packing 18, transport 22, visas_documents 20", Counts(rows, "category"));
        Assert.AreEqual("easy 48, hard 24, medium 48", Counts(rows, "difficulty"));
        Assert.AreEqual("checklist 34, decision_tree 28, itinerary 26, procedure 32", Counts(rows, "payload_type"));
        Assert.AreEqual("east_asia 24, latin_america 24, northern_europe 24, southeast_asia 24, southern_europe 24", Counts(rows, "region"));
    }

    [TestMethod]
    public async Task Ids_and_prompts_are_all_different()
    {
        var rows = await SamplePlan();
        Assert.HasCount(120, rows.Select(row => row.GetProperty("id").GetString()).ToHashSet());
        Assert.HasCount(120, rows.Select(row => row.GetProperty("prompt").GetString()).ToHashSet());
        Assert.AreEqual("pg-0001", rows[0].GetProperty("id").GetString());
    }

    [TestMethod]
    public async Task The_first_rows_have_each_payload_type_in_turn()
    {
        var rows = await SamplePlan(("count", "4"));
        Assert.HasCount(4, rows.Select(row => row.GetProperty("payload_type").GetString()).Distinct());
    }

    [TestMethod]
    public async Task No_slot_is_left_open()
    {
        foreach (var row in await SamplePlan())
        {
            Assert.DoesNotContain("{", row.GetProperty("prompt").GetString()!);
            Assert.DoesNotContain("{", row.GetProperty("subject").GetString()!);
        }
    }

    [TestMethod]
    public async Task Rows_carry_as_many_facts_as_their_difficulty_asks_for()
    {
        foreach (var row in await SamplePlan())
        {
            var expected = row.GetProperty("difficulty").GetString() switch { "easy" => 3, "medium" => 4, _ => 5 };
            var ids = row.GetProperty("knowledge").EnumerateArray().Select(fact => fact.GetProperty("id").GetString()).ToHashSet();
            Assert.HasCount(expected, ids);
        }
    }

    [TestMethod]
    public async Task Rows_of_one_template_and_region_share_a_group()
    {
        foreach (var group in (await SamplePlan()).GroupBy(row => row.GetProperty("group").GetString()))
        {
            Assert.HasCount(1, group.Select(row => row.GetProperty("template").GetString()).Distinct());
            Assert.HasCount(1, group.Select(row => row.GetProperty("region").GetString()).Distinct());
        }
    }

    [TestMethod]
    public async Task Two_runs_are_equal_byte_for_byte()
    {
        var first = new DistillStage().WithFile("spec", SpecFile);
        var second = new DistillStage().WithFile("spec", SpecFile);
        await new PlanStage().RunAsync(first.Context("plan", "stats"), default);
        await new PlanStage().RunAsync(second.Context("plan", "stats"), default);
        Assert.AreEqual(first.Output("plan"), second.Output("plan"));
        Assert.AreEqual(first.Output("stats"), second.Output("stats"));
    }

    [TestMethod]
    public async Task A_count_takes_the_first_rows_of_the_same_plan()
    {
        var all = await SamplePlan();
        var few = await SamplePlan(("count", "5"));
        CollectionAssert.AreEqual(all.Take(5).Select(row => row.GetRawText()).ToArray(), few.Select(row => row.GetRawText()).ToArray());
    }

    [TestMethod]
    public async Task Another_seed_gives_another_plan_with_the_same_quotas()
    {
        var rows = await SamplePlan(("seed", "7"));
        Assert.AreNotEqual((await SamplePlan())[0].GetRawText(), rows[0].GetRawText());
        Assert.AreEqual("easy 48, hard 24, medium 48", Counts(rows, "difficulty"));
    }

    [TestMethod]
    public async Task A_changed_fact_touches_only_the_rows_that_have_it()
    {
        var spec = await File.ReadAllTextAsync(Path.Combine(DistillStage.Sample, SpecFile));
        var changed = new DistillStage().WithText("spec", spec.Replace("Checked bags sometimes arrive a day late.", "Checked bags sometimes arrive two days late.", StringComparison.Ordinal));
        await new PlanStage().RunAsync(changed.Context("plan", "stats"), default);
        var pairs = (await SamplePlan()).Zip(changed.Rows("plan")).ToArray();
        var differing = pairs.Where(pair => pair.First.GetRawText() != pair.Second.GetRawText()).ToArray();
        Assert.IsNotEmpty(differing);
        Assert.IsTrue(differing.All(pair => pair.First.GetRawText().Contains("first_night_kit", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task More_rows_than_planned_are_a_warning()
    {
        var stage = new DistillStage().WithFile("spec", SpecFile).WithOption("count", "500");
        var result = await new PlanStage().RunAsync(stage.Context("plan", "stats"), default);
        Assert.AreEqual(120, result.Accepted);
        Assert.AreEqual(Codes.TooFewRows, stage.Reported.Single().Code);
    }

    [TestMethod]
    public async Task The_statistics_repeat_the_counts()
    {
        var stage = new DistillStage().WithFile("spec", SpecFile);
        await new PlanStage().RunAsync(stage.Context("plan", "stats"), default);
        var stats = JsonElement.Parse(stage.Output("stats"));
        Assert.AreEqual(120, stats.GetProperty("rows").GetInt32());
        Assert.AreEqual(24, stats.GetProperty("difficulties").GetProperty("hard").GetInt32());
    }

    private static string Counts(IReadOnlyList<JsonElement> rows, string field) =>
        string.Join(", ", rows.CountBy(row => row.GetProperty(field).GetString()!).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}"));
}
