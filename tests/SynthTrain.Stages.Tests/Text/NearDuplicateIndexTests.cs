using SynthTrain.Stages.Tests.Support;
using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.Tests.Text;

[TestClass]
public sealed class NearDuplicateIndexTests
{
    [TestMethod]
    [DataRow(0.5, 2000)]
    [DataRow(0.7, 2000)]
    [DataRow(0.88, 2000)]
    [DataRow(0.88, 12)]
    [DataRow(0.95, 2000)]
    [DataRow(1.0, 12)]
    public void Finds_exactly_what_comparing_all_pairs_finds(double threshold, int vocabulary)
    {
        var sets = Sets(new Words(7), 600, vocabulary);
        var frequencies = new ShingleFrequencies();
        sets.ForEach(set => frequencies.Add(set));
        var index = new NearDuplicateIndex(threshold, frequencies);
        var expected = 0;
        for (var i = 0; i < sets.Count; i++)
        {
            var found = index.Candidates(sets[i]).Where(other => index.Similarity(sets[i], other) is not null).ToArray();
            var all = Enumerable.Range(0, i).Where(other => BruteForce(sets[i], sets[other]) >= threshold - 1e-9).ToArray();
            CollectionAssert.AreEqual(all, found, $"row {i}");
            expected += all.Length;
            index.Add(sets[i]);
        }

        Assert.IsGreaterThan(20, expected, "the data must hold near-duplicates for the test to mean anything");
    }

    [TestMethod]
    public void Queries_that_were_not_counted_are_found_too()
    {
        var words = new Words(3);
        var frequencies = new ShingleFrequencies(uncounted: 1);
        var texts = Enumerable.Range(0, 50).Select(_ => words.Text(40)).ToArray();
        var sets = texts.Select(Set).ToList();
        sets.ForEach(set => frequencies.Add(set));
        var index = new NearDuplicateIndex(0.8, frequencies);
        sets.ForEach(index.Add);
        for (var i = 0; i < texts.Length; i++)
        {
            var first = index.First(Set(words.Edit(texts[i], 1)));
            Assert.AreEqual(i, first?.Number);
        }
    }

    [TestMethod]
    public void Rows_made_from_one_template_are_compared_with_few_others()
    {
        // Every pair shares nine tenths of its words, none is a near-duplicate: banded MinHash would make nearly every pair a candidate.
        var words = new Words(11);
        var template = words.Text(90);
        var sets = Enumerable.Range(0, 1000).Select(_ => Set([.. template[..45], .. words.Text(20, 1_000_000), .. template[45..]])).ToList();
        var frequencies = new ShingleFrequencies();
        sets.ForEach(set => frequencies.Add(set));
        var index = new NearDuplicateIndex(0.88, frequencies);
        var candidates = 0;
        foreach (var set in sets)
        {
            candidates += index.Candidates(set).Count;
            index.Add(set);
        }

        Assert.IsLessThan(1000, candidates);
    }

    [TestMethod]
    public void Similarity_is_shared_runs_over_all_runs()
    {
        Assert.AreEqual(1, ShingleSet.Jaccard(Set(["a", "b", "c", "d"]), Set(["a", "b", "c", "d"])));
        Assert.AreEqual(1 / 3.0, ShingleSet.Jaccard(Set(["a", "b", "c", "d"]), Set(["a", "b", "c", "e"])), 1e-12);
        Assert.AreEqual(0, ShingleSet.Jaccard(Set(["a", "b"]), Set(["b", "a"])));
        Assert.AreEqual(0, ShingleSet.Jaccard([], []));
    }

    internal static double BruteForce(uint[] a, uint[] b) =>
        a.Length + b.Length == 0 ? 0 : (double)a.Intersect(b).Count() / a.Union(b).Count();

    private static List<uint[]> Sets(Words words, int count, int vocabulary)
    {
        List<string[]> texts = [];
        for (var i = 0; i < count; i++)
        {
            var length = 3 + words.Next(60);
            texts.Add(i > 10 && words.Next(3) == 0 ? words.Edit(texts[words.Next(texts.Count)], words.Next(4)) : words.Text(length, vocabulary));
        }

        return [.. texts.Select(Set)];
    }

    private static uint[] Set(string[] words) => ShingleSet.Of(WordHashes.Of(string.Join(' ', words)));
}
