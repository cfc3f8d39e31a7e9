using System.Text;
using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Stages.SplitExamples;
using SynthTrain.Stages.Tests.Support;

namespace SynthTrain.Stages.Tests.SplitExamples;

[TestClass]
public sealed class LeakageProofTests
{
    [TestMethod]
    [DataRow("show boxes of ann", null, "Show, boxes of ANN!", null)]
    [DataRow("show boxes of ann", null, "show boxes of bob", null)]
    [DataRow("whats new in the release", null, "what's new in the release", null)]
    [DataRow("What did num 63 change.", null, "what did number 63 change", null)]
    [DataRow("a", "What's with {owner}", "b", "whats w/ owner")]
    [DataRow("show boxes of ann", "show {owner}", "ann's boxes", "Show owner")]
    public void Rows_that_are_or_are_said_alike_in_two_sets_are_found(string one, string? phrasing, string other, string? otherPhrasing)
    {
        for (var set = 0; set < 4; set++)
        {
            var proof = new LeakageProof([]);
            proof.Add(set, Row(one, phrasing));
            proof.Add(set, Row(other, otherPhrasing));
            Assert.HasCount(6, proof.Prove());
            proof.Add((set + 1) % 4, Row(other, otherPhrasing));
            Assert.AreEqual(Codes.Leakage, Assert.ThrowsExactly<SynthException>(() => proof.Prove()).Diagnostics.Single().Code);
        }
    }

    // A hyphen, a slip of the space bar and a possessive of one letter: no rule of the split sees these, letters alone do.
    [TestMethod]
    public void Near_twins_of_training_rows_are_counted_by_letters_alone()
    {
        var proof = new LeakageProof([new HeldOutPrompt("own.jsonl", 1, "e mail the boxes", JsonElement.Parse(CliText.List()), []), new HeldOutPrompt("own.jsonl", 2, "crates, please", JsonElement.Parse(CliText.List()), [])]);
        proof.Add(0, Row("e-mail theboxes", null));
        proof.Add(0, Row("email the boxes of ann", null));
        proof.Add(2, Row("email theboxes", null));
        proof.Add(2, Row("e mailtheboxes ofbob", null));
        proof.Add(2, Row("other boxes", null));
        proof.Add(3, Row("Emailthe BOXES!", null));
        var pairs = proof.Prove();
        Assert.AreEqual(2, pairs["train and test"]!["rows_said_alike"]!.GetValue<int>());
        Assert.AreEqual(1, pairs["test and prompts"]!["rows_said_alike"]!.GetValue<int>());
        CollectionAssert.AreEqual(new[] { 0, 0, 2, 1 }, proof.SaidAlike.ToArray());
        Assert.AreEqual(("own.jsonl", 2, 1), proof.HeldOutSaidAlike.Single());
    }

    [TestMethod]
    public void A_held_out_prompt_in_a_set_is_found_and_one_said_alike_is_told()
    {
        var heldOut = new HeldOutPrompt("own.jsonl", 1, "Show boxes of eve", JsonElement.Parse(CliText.List("eve")), []);
        var proof = new LeakageProof([heldOut]);
        proof.Add(0, Row("show boxes of ann", null));
        var counts = proof.Prove()["train and own.jsonl"]!;
        Assert.AreEqual((0, 1), (counts["inputs"]!.GetValue<int>(), counts["rows_said_alike"]!.GetValue<int>()));
        proof.Add(3, Row("show boxes of eve?", null, "eve"));
        var fault = Assert.ThrowsExactly<SynthException>(() => proof.Prove()).Diagnostics.Single();
        Assert.Contains("train and prompts", fault.Message);
        var alone = new LeakageProof([heldOut]);
        alone.Add(3, Row("show boxes of eve?", null, "eve"));
        Assert.Contains("prompts and own.jsonl", Assert.ThrowsExactly<SynthException>(() => alone.Prove()).Diagnostics.Single().Message);
    }

    private static byte[] Row(string input, string? phrasing, string? owner = null) =>
        Encoding.UTF8.GetBytes(CliText.Row("a", input, CliText.List(owner ?? (input.Contains("bob", StringComparison.Ordinal) ? "bob" : "ann")), phrasing));
}
