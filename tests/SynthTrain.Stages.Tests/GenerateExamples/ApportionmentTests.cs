using SynthTrain.Stages.GenerateExamples;
using SynthTrain.Stages.Tests.Support;

namespace SynthTrain.Stages.Tests.GenerateExamples;

[TestClass]
public sealed class ApportionmentTests
{
    [TestMethod]
    public void Sizes_add_up_and_everyone_has_one()
    {
        var words = new Words(1);
        for (var round = 0; round < 200; round++)
        {
            var weights = Enumerable.Range(0, 1 + words.Next(30)).Select(_ => Math.Sqrt(1 + words.Next(12))).ToArray();
            var (count, perBatch) = (1 + words.Next(3000), 1 + words.Next(60));
            var sizes = Apportionment.Of(weights, count, perBatch);
            Assert.AreEqual(Math.Max(count, weights.Length), sizes.Sum(of => of.Sum()));
            Assert.IsTrue(sizes.All(of => of.Count > 0 && of.All(size => size >= 1 && size <= perBatch)));
            // Only where there is one batch each may more than the last be smaller.
            Assert.IsLessThanOrEqualTo((count + perBatch - 1) / perBatch <= weights.Length ? weights.Length : 1, sizes.SelectMany(of => of).Count(size => size < perBatch));
        }
    }

    // Sainte-Laguë after one each: 4/3, 1/3 (A, B) → A; 4/5 → A; 4/7 → A; 4/9 → A; 4/11 = 0.364 → A; 4/13 = 0.308 < 1/3 → B.
    [TestMethod]
    public void Shares_follow_the_weights_by_odd_divisors() =>
        CollectionAssert.AreEqual(new[] { 6, 2 }, Apportionment.Of([4, 1], 80, 10).Select(of => of.Count).ToArray());

    [TestMethod]
    public void A_larger_count_only_appends()
    {
        double[] weights = [1, 3, 2.5, 1.7, 1.7];
        var before = Apportionment.Of(weights, 300, 10);
        for (var count = 310; count < 600; count += 10)
        {
            var after = Apportionment.Of(weights, count, 10);
            for (var part = 0; part < weights.Length; part++)
                CollectionAssert.AreEqual(before[part].ToArray(), after[part].Take(before[part].Count).ToArray());
            before = after;
        }
    }

    [TestMethod]
    public void Another_weight_moves_whole_batches_at_the_ends_alone()
    {
        double[] weights = [2, 3, 2.5, 1.7, 1.2, 2.2];
        var before = Apportionment.Of(weights, 1000, 10);
        weights[1] = 3.3;
        var after = Apportionment.Of(weights, 1000, 10);
        var moved = after[1].Count - before[1].Count;
        Assert.IsGreaterThan(0, moved);
        Assert.AreEqual(moved, Enumerable.Range(0, 6).Where(part => part != 1).Sum(part => before[part].Count - after[part].Count), "nothing moves between the others");
        Assert.IsTrue(Enumerable.Range(0, 6).Where(part => part != 1).All(part => after[part].Count <= before[part].Count));
        Assert.IsTrue(after.All(of => of.All(size => size == 10)));
    }
}
