using SynthTrain.Core.Hashing;

namespace SynthTrain.Core.Tests.Hashing;

[TestClass]
public sealed class SeededRandomTests
{
    [TestMethod]
    public void The_numbers_never_change()
    {
        // Computed with another implementation of SHA-256 and SplitMix64.
        var random = new SeededRandom("plan", "42");
        CollectionAssert.AreEqual(new[] { 0xEB30C56E8804E343UL, 0x753913F19D578A0AUL, 0x9A72A45F1761DDC3UL }, new[] { random.Next(), random.Next(), random.Next() });
    }

    [TestMethod]
    public void Seeds_borders_count() => Assert.AreNotEqual(SeededRandom.Hash("ab", "c"), SeededRandom.Hash("a", "bc"));

    [TestMethod]
    public void Numbers_below_a_limit_are_even_and_within_it()
    {
        var random = new SeededRandom("even");
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
            counts[random.Below(7)]++;
        Assert.IsTrue(counts.All(count => count is > 9_600 and < 10_400), string.Join(' ', counts));
    }

    [TestMethod]
    public void Shuffling_keeps_the_items_and_reaches_every_order()
    {
        var random = new SeededRandom("shuffle");
        var seen = new HashSet<string>();
        for (var i = 0; i < 300; i++)
        {
            var items = new[] { 'a', 'b', 'c', 'd' };
            random.Shuffle(items.AsSpan());
            Assert.AreEqual("abcd", string.Concat(items.Order()));
            seen.Add(string.Concat(items));
        }

        Assert.HasCount(24, seen);
    }
}
