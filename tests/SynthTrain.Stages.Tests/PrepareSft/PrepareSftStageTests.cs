using SynthTrain.Core.Diagnostics;
using SynthTrain.Stages.PrepareSft;
using SynthTrain.Stages.Tests.Support;
using static SynthTrain.Stages.Tests.Support.SetStageKit;

namespace SynthTrain.Stages.Tests.PrepareSft;

[TestClass]
public sealed class PrepareSftStageTests
{
    private static readonly string[] s_outputs = ["train_sft", "val_sft", "suite", "stats"];

    [TestMethod]
    public void Two_and_one_rows_become_two_and_one_rows()
    {
        using var kit = new SetStageKit().With("train", Row("a", "pa", "ra"), Row("b", "pb", "rb")).With("val", Row("c", "pc", "rc"));
        var result = kit.Run(new PrepareSftStage(), s_outputs);
        CollectionAssert.AreEqual(new[] { "a", "b" }, kit.Ids("train_sft"));
        CollectionAssert.AreEqual(new[] { "c" }, kit.Ids("val_sft"));
        Assert.AreEqual((3L, 3L), (result.RowsIn, result.Accepted));
    }

    [TestMethod]
    public void Objects_become_compact_text_in_their_own_order()
    {
        using var kit = new SetStageKit()
            .WithText("system", "You are a guide.\n")
            .With("train", """{"id":"a","prompt":"Où?","response":{ "z" : 1.0, "a" : ["é \u0041 <b>"] }}""")
            .With("val");
        kit.Run(new PrepareSftStage(), s_outputs);
        Assert.AreEqual(
            """{"id":"a","messages":[{"role":"system","content":"You are a guide."},{"role":"user","content":"Où?"},{"role":"assistant","content":"{\"z\":1.0,\"a\":[\"é A <b>\"]}"}]}""",
            kit.Lines("train_sft").Single());
    }

    [TestMethod]
    public void Strings_stay_and_no_system_file_means_no_system_message()
    {
        using var kit = new SetStageKit().With("train", Row("a", "p", "line\nbreak")).With("val");
        kit.Run(new PrepareSftStage(), s_outputs);
        Assert.AreEqual("""{"id":"a","messages":[{"role":"user","content":"p"},{"role":"assistant","content":"line\nbreak"}]}""", kit.Lines("train_sft").Single());
    }

    [TestMethod]
    public void The_suite_is_drawn_from_test_first_and_holds_no_answer_among_its_messages()
    {
        using var kit = Kit(train: 50, val: 30, test: 12);
        kit.Run(new PrepareSftStage(), s_outputs);
        var suite = kit.Rows("suite");
        Assert.HasCount(20, suite);
        Assert.AreEqual(12, suite.Count(row => row.GetProperty("split").GetString() == "test"));
        Assert.AreEqual(8, suite.Count(row => row.GetProperty("split").GetString() == "val"));
        Assert.IsEmpty(kit.Ids("suite").Intersect(kit.Ids("train_sft")));
        Assert.AreEqual("user", suite[0].GetProperty("messages").EnumerateArray().Last().GetProperty("role").GetString());
        Assert.AreEqual("answer test", suite[0].GetProperty("reference").GetString()![..11]);
        Assert.IsEmpty(kit.Diagnostics);
    }

    [TestMethod]
    public void The_draw_depends_on_the_seed_and_not_on_the_order()
    {
        using var forth = Kit(train: 1, val: 0, test: 100);
        using var back = Kit(train: 1, val: 0, test: 100, reverse: true);
        using var other = Kit(train: 1, val: 0, test: 100).Set("seed", "7");
        foreach (var kit in new[] { forth, back, other })
            kit.Run(new PrepareSftStage(), s_outputs);
        Assert.AreEqual(forth.Text("suite"), back.Text("suite"));
        CollectionAssert.AreNotEquivalent(forth.Ids("suite"), other.Ids("suite"));
    }

    [TestMethod]
    public void Too_few_prompts_are_reported_and_not_padded()
    {
        using var kit = Kit(train: 9, val: 2, test: 1);
        kit.Run(new PrepareSftStage(), s_outputs);
        Assert.HasCount(3, kit.Lines("suite"));
        var warning = kit.Diagnostics.Single();
        Assert.AreEqual(Codes.TooFewRows, warning.Code);
        StringAssert.Contains(warning.Message, "3 prompts of 20", StringComparison.Ordinal);
        Assert.AreEqual(3, kit.Json("stats").GetProperty("suite").GetProperty("drawn").GetInt32());
    }

    [TestMethod]
    public void A_prompt_of_train_is_kept_out_of_the_suite()
    {
        using var kit = new SetStageKit().Set("suite_size", "1")
            .With("train", Row("a", "Where to go?", "r"))
            .With("val", Row("b", "where to go", "r"), Row("c", "what to eat", "r"));
        kit.Run(new PrepareSftStage(), s_outputs);
        CollectionAssert.AreEqual(new[] { "c" }, kit.Ids("suite"));
        CollectionAssert.AreEqual(new[] { "b", "c" }, kit.Ids("val_sft"));
        Assert.AreEqual(Codes.Leakage, kit.Diagnostics.Single().Code);
    }

    [TestMethod]
    public void An_id_in_two_splits_is_an_error_with_both_places()
    {
        using var kit = new SetStageKit().With("train", Row("a", "p", "r")).With("val", Row("b", "q", "r"), Row("a", "p", "r"));
        var fault = kit.Faults(new PrepareSftStage(), s_outputs).Single();
        Assert.AreEqual((Codes.DuplicateId, "val0.in", 2), (fault.Code, fault.File, fault.Line));
        StringAssert.Contains(fault.Message, "train0.in(1)", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_suite_of_none_is_allowed()
    {
        using var kit = Kit(train: 1, val: 3, test: 3).Set("suite_size", "0");
        kit.Run(new PrepareSftStage(), s_outputs);
        Assert.IsEmpty(kit.Lines("suite"));
        Assert.IsEmpty(kit.Diagnostics);
    }

    [TestMethod]
    public void Validation_refuses_a_bad_seed()
    {
        using var kit = new SetStageKit().Set("seed", "x");
        Assert.AreEqual(Codes.BadOption, kit.Faults(new PrepareSftStage().Validate).Single().Code);
    }

    private static SetStageKit Kit(int train, int val, int test, bool reverse = false)
    {
        IEnumerable<string> Rows(string split, int count)
        {
            var rows = Enumerable.Range(0, count).Select(i => Row($"{split}{i}", $"prompt {split} {i}", $"answer {split} {i}"));
            return reverse ? rows.Reverse() : rows;
        }

        return new SetStageKit().With("train", Rows("train", train)).With("val", Rows("val", val)).With("test", Rows("test", test));
    }
}
