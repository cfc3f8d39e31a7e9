using System.Text.Json;
using SynthTrain.Core.Jsonl;
using SynthTrain.Stages.Answers;
using SynthTrain.Stages.Critiques;
using SynthTrain.Stages.Drafts;
using SynthTrain.Stages.Tests.Support;

namespace SynthTrain.Stages.Tests.Drafts;

[TestClass]
public sealed class DraftsOfflineTests
{
    [TestMethod]
    public async Task Answers_without_flaws_keep_to_the_schema_and_the_critique_finds_nothing()
    {
        foreach (var row in await SampleRun.Plan())
        {
            var text = JsonText.ToText(AnswerBuilder.Build(DraftGround.Read(row)));
            var issues = DraftAnalysis.Of(text, SampleRun.Schema);
            Assert.IsEmpty(issues, $"{string.Join("\n", issues)}\n{text}");
        }
    }

    [TestMethod]
    public async Task Answers_are_made_of_the_rows_facts()
    {
        foreach (var row in await SampleRun.Plan())
        {
            var text = JsonText.ToText(AnswerBuilder.Build(DraftGround.Read(row)));
            foreach (var fact in row.GetProperty("knowledge").EnumerateArray())
                Assert.Contains(JsonEncodedText.Encode(fact.GetProperty("do").GetString()!, JsonText.WriterOptions.Encoder).Value, text);
        }
    }

    [TestMethod]
    public async Task No_two_drafts_are_equal_and_each_is_the_same_again()
    {
        var plan = await SampleRun.Plan();
        var first = await new OfflineRows().Run(new DraftsStage(), SampleRun.DraftsInput(plan).Context());
        var second = await new OfflineRows().Run(new DraftsStage(), SampleRun.DraftsInput(plan).Context());
        Assert.HasCount(120, first.Select(row => row.GetProperty("draft").GetString()).ToHashSet());
        CollectionAssert.AreEqual(SampleRun.Lines(first).ToArray(), SampleRun.Lines(second).ToArray());
    }

    [TestMethod]
    public async Task Flaws_come_at_about_the_stated_rate_and_in_every_kind()
    {
        var kinds = new List<string>();
        var flawed = 0;
        var grounds = (await SampleRun.Plan()).Select(row => DraftGround.Read(row)).ToArray();
        const int Samples = 20;
        for (var sample = 0; sample < Samples; sample++)
        {
            foreach (var ground in grounds)
            {
                var chosen = DraftFlaws.Choose(ground with { Seeds = [.. ground.Seeds[..^1], sample.ToString()] });
                flawed += chosen.Count > 0 ? 1 : 0;
                kinds.AddRange(chosen);
            }
        }

        Assert.IsInRange(DraftsOffline.FlawedPercent - 3.0, DraftsOffline.FlawedPercent + 3.0, 100.0 * flawed / (Samples * grounds.Length));
        CollectionAssert.AreEquivalent(IssueKinds.All.ToArray(), kinds.Distinct().ToArray());
    }

    [TestMethod]
    public async Task The_samples_drafts_have_flaws_as_counted_in_the_docs()
    {
        var flawed = (await SampleRun.Plan()).Count(row => DraftFlaws.Choose(DraftGround.Read(row)).Count > 0);
        Assert.AreEqual(41, flawed);
    }

    [TestMethod]
    public async Task A_changed_prompt_changes_the_words_and_not_the_flaws()
    {
        var same = 0;
        foreach (var row in await SampleRun.Plan())
        {
            var (before, after) = (DraftGround.Read(row), DraftGround.Read(JsonElement.Parse(row.GetRawText().Replace("\"prompt\":\"", "\"prompt\":\"Please: ", StringComparison.Ordinal))));
            CollectionAssert.AreEqual(DraftFlaws.Choose(before).ToArray(), DraftFlaws.Choose(after).ToArray());
            same += JsonText.ToText(AnswerBuilder.Build(before)) == JsonText.ToText(AnswerBuilder.Build(after)) ? 1 : 0;
        }

        // Drawn anew from few words, an answer may come out as it was.
        Assert.IsLessThanOrEqualTo(2, same);
    }

    [TestMethod]
    [DataRow("""{"id":"x","prompt":"p","payload_type":"itinerary","knowledge":[{"fact":"Long.","do":"Do one long thing.","minutes":1400,"hour":22},{"fact":"Late.","do":"See the night market.","minutes":200,"hour":23},{"fact":"Again.","do":"Walk home slowly.","minutes":90,"hour":23}],"slots":{"days":"1"}}""")]
    [DataRow("""{"id":"x","prompt":"p","payload_type":"poem","knowledge":["Only a text.","Another text."]}""")]
    [DataRow("""{"id":"x","prompt":"p","payload_type":"decision_tree","knowledge":[{"fact":"One fact only."}]}""")]
    [DataRow("""{"id":"x","prompt":"p","payload_type":"procedure","knowledge":[]}""")]
    public void Odd_rows_get_answers_that_keep_to_the_schema(string row)
    {
        var text = JsonText.ToText(AnswerBuilder.Build(DraftGround.Read(JsonElement.Parse(row))));
        var reading = AnswerReading.Of(text, SampleRun.Schema);
        Assert.IsTrue(reading.SchemaOk, string.Join("\n", reading.Errors) + text);
        Assert.IsEmpty(DraftAnalysis.Of(text, SampleRun.Schema), text);
    }
}
