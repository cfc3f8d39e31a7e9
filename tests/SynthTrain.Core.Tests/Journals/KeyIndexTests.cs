using SynthTrain.Core.Journals;
using SynthTrain.Core.Rows;

namespace SynthTrain.Core.Tests.Journals;

[TestClass]
public sealed class KeyIndexTests
{
    [TestMethod]
    public void Finds_what_was_set_and_nothing_else()
    {
        var random = new Random(1);
        var (index, model) = (new KeyIndex(), new Dictionary<UInt128, long>());
        for (var step = 0; step < 20_000; step++)
        {
            // Few high bits set, so that segments fill unevenly and probes are long.
            var key = new UInt128((ulong)random.Next(3000) << 54 | (uint)random.Next(40), (ulong)step << 48);
            if (random.Next(3) == 0 && model.Count > 0)
                key = model.Keys.ElementAt(random.Next(Math.Min(model.Count, 50)));
            var value = random.NextInt64(KeyIndex.MaxValue + 1);
            index.Set(key, value);
            model[key] = value;
        }

        Assert.AreEqual(model.Count, index.Count);
        foreach (var (key, value) in model)
        {
            Assert.IsTrue(index.TryGet(key, out var found));
            Assert.AreEqual(value, found);
            Assert.IsFalse(index.TryGet(key ^ (UInt128.One << 100), out _));
        }
    }

    [TestMethod]
    public void Takes_no_number_that_does_not_fit()
    {
        var index = new KeyIndex();
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => index.Set(1, -1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => index.Set(1, KeyIndex.MaxValue + 1));
        var (one, two) = (UInt128.One << 64, UInt128.One << 65);
        index.Set(one, KeyIndex.MaxValue);
        index.Set(two, 0);
        Assert.IsTrue(index.TryGet(one, out var value) && value == KeyIndex.MaxValue);
        Assert.IsTrue(index.TryGet(two, out value) && value == 0);
    }

    [TestMethod]
    public void Costs_few_bytes_an_entry()
    {
        var random = new Random(2);
        const int count = 300_000;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var index = new KeyIndex();
        for (var entry = 0; entry < count; entry++)
            index.Set(new UInt128((ulong)random.NextInt64() << 1, (ulong)random.NextInt64()), entry);
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)count;
        GC.KeepAlive(index);
        Assert.IsLessThan(27, bytes);
    }

    [TestMethod]
    public void An_id_set_knows_what_it_has_seen()
    {
        var ids = new IdSet();
        for (var row = 0; row < 50_000; row++)
            Assert.IsTrue(ids.Add($"row {row}"));
        for (var row = 0; row < 50_000; row++)
            Assert.IsFalse(ids.Add($"row {row}"));
        Assert.IsTrue(ids.Add(new string('x', 5000)));
        Assert.IsFalse(ids.Add(new string('x', 5000)));
    }
}
