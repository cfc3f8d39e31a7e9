using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.Tests.Text;

[TestClass]
public sealed class WordHashesTests
{
    [TestMethod]
    public void Hashes_are_pinned()
    {
        // The same on every machine and in every version: outputs depend on them.
        CollectionAssert.AreEqual(new ulong[] { 0x44E724A4AD6F088A, 0x91C602B216374F48 }, WordHashes.Of("plan trip"));
    }

    [TestMethod]
    public void Rolling_runs_equal_runs_hashed_alone()
    {
        var words = WordHashes.Of("a b c d e f g h i j");
        var rolled = WordHashes.Runs(words, 4).ToArray();
        Assert.HasCount(7, rolled);
        for (var i = 0; i < rolled.Length; i++)
            Assert.AreEqual(WordHashes.Runs(words[i..(i + 4)], 4).Single(), rolled[i]);
        Assert.AreEqual(rolled.Length, rolled.Distinct().Count());
    }

    [TestMethod]
    public void A_text_shorter_than_a_run_has_none() => Assert.IsEmpty(WordHashes.Runs(WordHashes.Of("a b"), 3));
}
