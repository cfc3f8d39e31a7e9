using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Teachers;
using SynthTrain.Stages.Critiques;
using SynthTrain.Stages.Dataset;
using SynthTrain.Stages.Drafts;
using SynthTrain.Stages.Tests.Support;

namespace SynthTrain.Stages.Tests.Dataset;

[TestClass]
public sealed class DatasetOfflineTests
{
    private static readonly DatasetOffline s_rule = new();

    [TestMethod]
    public async Task Every_kind_of_flaw_in_every_row_is_mended()
    {
        foreach (var row in await SampleRun.Plan())
        {
            var ground = DraftGround.Read(row);
            foreach (var kind in IssueKinds.All)
                MendsToNothing(row, DraftFlaws.Apply(AnswerBuilder.Build(ground), [kind], ground));
        }
    }

    [TestMethod]
    public async Task Two_flaws_of_every_pair_are_mended()
    {
        foreach (var row in (await SampleRun.Plan()).Take(16))
        {
            var ground = DraftGround.Read(row);
            foreach (var one in IssueKinds.All)
            {
                foreach (var other in IssueKinds.All.Where(other => other != one))
                    MendsToNothing(row, DraftFlaws.Apply(AnswerBuilder.Build(ground), [one, other], ground));
            }
        }
    }

    [TestMethod]
    public async Task A_good_draft_stays_as_it_is()
    {
        foreach (var row in await SampleRun.Plan())
        {
            var good = JsonText.ToText(AnswerBuilder.Build(DraftGround.Read(row)));
            Assert.AreEqual(good, Refine(row, good));
        }
    }

    [TestMethod]
    public async Task What_is_good_in_a_draft_is_kept()
    {
        var row = (await SampleRun.Plan()).First(row => row.GetProperty("payload_type").GetString() == "checklist");
        var draft = AnswerBuilder.Build(DraftGround.Read(row));
        var item = draft["payload"]!["items"]![1]!;
        item["why"] = "My aunt always says so.";
        item["days_before"] = 300;
        draft["summary"] = "Written by hand: what my family settles before it leaves, in the right order.";
        var refined = JsonNode.Parse(Refine(row, JsonText.ToText(draft)))!;
        Assert.AreEqual("My aunt usually says so.", refined["payload"]!["items"]![0]!["why"]!.GetValue<string>());
        Assert.AreEqual(draft["summary"]!.GetValue<string>(), refined["summary"]!.GetValue<string>());
    }

    [TestMethod]
    public async Task A_draft_of_another_payload_type_is_written_anew()
    {
        var plan = await SampleRun.Plan();
        var (list, tree) = (plan.First(row => row.GetProperty("payload_type").GetString() == "checklist"), plan.First(row => row.GetProperty("payload_type").GetString() == "decision_tree"));
        var refined = Refine(list, JsonText.ToText(AnswerBuilder.Build(DraftGround.Read(tree))));
        Assert.AreEqual(JsonText.ToText(AnswerBuilder.Build(DraftGround.Read(list))), refined);
    }

    [TestMethod]
    public async Task Drafts_of_any_shape_are_mended()
    {
        var row = (await SampleRun.Plan())[0];
        foreach (var draft in new[] { "", "nonsense", "[]", "{}", """{"payload_type":"checklist","payload":{"items":[]}}""", """{"summary":7,"payload":{"items":[null],"steps":["a"],"days":[3],"questions":[]}}""" })
            MendsToNothing(row, draft);
    }

    private static void MendsToNothing(JsonElement row, string draft)
    {
        var refined = Refine(row, draft);
        var issues = DraftAnalysis.Of(refined, SampleRun.Schema);
        Assert.IsEmpty(issues, $"{string.Join("\n", issues)}\n{draft}\n{refined}");
    }

    private static string Refine(JsonElement row, string draft)
    {
        var source = new JsonObject { ["plan"] = JsonNode.Parse(row.GetRawText()), ["draft"] = new JsonObject { ["draft"] = draft } };
        return s_rule.Answer(new TeacherRequest
        {
            Task = "refine",
            Messages = [],
            Teacher = DistillStage.Offline,
            ResponseSchema = SampleRun.Schema.Text,
            Source = JsonElement.Parse(JsonText.ToText(source)),
        });
    }
}
