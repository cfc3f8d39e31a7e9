using SynthTrain.Core.Diagnostics;
using SynthTrain.Stages.Split;
using SynthTrain.Stages.Tests.Support;
using static SynthTrain.Stages.Tests.Support.SetStageKit;

namespace SynthTrain.Stages.Tests.Split;

[TestClass]
public sealed class DecontaminationTests
{
    private const string Long = "Plan three rainy days in Lisbon for two grown ups with a small child who loves trams and old books";
    private static readonly string[] s_outputs = ["train", "val", "test", "rejected", "stats"];

    [TestMethod]
    [DataRow(Long, "fine", true, DisplayName = "the same prompt")]
    [DataRow("Please help: PLAN three rainy days in Lisbon, for two grown-ups with a small child, thanks", "fine", true, DisplayName = "13 words in a row in the prompt")]
    [DataRow("What was asked?", "They asked: plan three rainy days in Lisbon for two grown ups with a small child", true, DisplayName = "13 words in a row in the response")]
    [DataRow("Plan three rainy days in Lisbon for two grown ups with some friends", "fine", false, DisplayName = "11 words in a row of a long prompt")]
    [DataRow("Where can I store my luggage in Porto today", "fine", true, DisplayName = "all 8 words of a middling prompt, and more")]
    [DataRow("Where can I store my luggage in Rome", "fine", false, DisplayName = "7 of 8 words of a middling prompt")]
    [DataRow("best trams?", "fine", true, DisplayName = "a short prompt, whole")]
    [DataRow("Which are the best trams in the city", "fine", false, DisplayName = "a short prompt within another")]
    [DataRow("Something else", "the best trams", false, DisplayName = "a short prompt within a response")]
    public void A_row_is_removed_when_it_meets_an_eval_prompt(string prompt, string response, bool removed)
    {
        using var kit = new SetStageKit()
            .With("evalsuite", $$"""{"id":"e1","prompt":"{{Long}}"}""", """{"prompt":"Where can I store my luggage in Porto"}""", """{"prompt":"Best trams"}""")
            .With("dataset", Row("x", prompt, response), Row("y", "Unrelated words only", "and an answer"));
        var result = kit.Run(new SplitStage(), s_outputs);
        CollectionAssert.AreEqual(removed ? new[] { "x" } : [], kit.Ids("rejected"));
        Assert.AreEqual(2, result.Accepted + result.Rejected.Values.Sum());
        if (removed)
        {
            Assert.AreEqual(1, result.Rejected["contaminated"]);
            StringAssert.Contains(kit.Lines("rejected")[0], "evalsuite0.in(", StringComparison.Ordinal);
            Assert.Contains(diagnostic => diagnostic is { Code: Codes.Leakage, Line: 1 }, kit.Diagnostics);
        }
    }

    [TestMethod]
    public void Prompts_of_messages_are_known()
    {
        using var kit = new SetStageKit()
            .With("evalsuite", """{"messages":[{"role":"system","content":"be kind"},{"role":"user","content":[{"type":"text","text":"best trams"}]},{"role":"assistant","content":"yes"}]}""")
            .With("dataset", Row("x", "Best trams?", "a"), Row("y", "be kind", "a"), Row("z", "yes", "a"));
        kit.Run(new SplitStage(), s_outputs);
        CollectionAssert.AreEqual(new[] { "x" }, kit.Ids("rejected"));
    }

    [TestMethod]
    [DataRow("10", 1)]
    [DataRow("0", 30)]
    public void Words_of_a_template_do_not_count_but_the_whole_prompt_does(string commonRows, int removed)
    {
        const string Template = "You are a guide. Answer in the given form, with notes on what is unsure. The question is about";
        using var kit = new SetStageKit()
            .Set("common_ngram_rows", commonRows)
            .With("evalsuite", $$"""{"prompt":"{{Template}} Lisbon"}""")
            .With("dataset", Enumerable.Range(0, 30).Select(i => Row($"r{i}", i == 7 ? $"{Template} Lisbon" : $"{Template} number {i} of many other places and things to see", $"answer {i}")));
        kit.Run(new SplitStage(), s_outputs);
        Assert.HasCount(removed, kit.Ids("rejected"));
        CollectionAssert.Contains(kit.Ids("rejected"), "r7");
    }

    [TestMethod]
    public void Stats_name_each_suite()
    {
        using var kit = new SetStageKit()
            .With("evalsuite", """{"prompt":"best trams"}""")
            .With("evalsuite", """{"prompt":"best books"}""", """{"prompt":"worst books"}""")
            .With("dataset", Row("x", "Best books", "a"), Row("y", "q", "a"));
        kit.Run(new SplitStage(), s_outputs);
        var suites = kit.Json("stats").GetProperty("decontamination").GetProperty("suites");
        Assert.AreEqual((1, 0), (suites[0].GetProperty("prompts").GetInt32(), suites[0].GetProperty("rows_removed").GetInt32()));
        Assert.AreEqual((2, 1), (suites[1].GetProperty("prompts").GetInt32(), suites[1].GetProperty("rows_removed").GetInt32()));
    }

    [TestMethod]
    public void A_suite_without_prompts_is_refused_with_its_line()
    {
        using var kit = new SetStageKit().With("evalsuite", """{"prompt":"p"}""", """{"question":"p"}""");
        var fault = kit.Faults(new SplitStage().Validate).Single();
        Assert.AreEqual((Codes.BadRow, 2), (fault.Code, fault.Line));
    }
}
