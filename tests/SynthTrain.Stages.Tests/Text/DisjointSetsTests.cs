using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.Tests.Text;

[TestClass]
public sealed class DisjointSetsTests
{
    [TestMethod]
    public void The_root_is_the_smallest_number_whatever_the_order()
    {
        var sets = new DisjointSets(6);
        Assert.IsTrue(sets.Join(5, 3));
        Assert.IsTrue(sets.Join(3, 1));
        Assert.IsFalse(sets.Join(1, 5));
        Assert.AreEqual(1, sets.Root(5));
        Assert.AreEqual(4, sets.Root(4));
    }
}
