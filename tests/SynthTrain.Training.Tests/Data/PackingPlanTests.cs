using System.Text.Json;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Data;

namespace SynthTrain.Training.Tests.Data;

/// <summary>Packing plans against TRL 1.16.</summary>
[TestClass]
public sealed class PackingPlanTests
{
    [TestMethod]
    [DataRow("bfd", PackingStrategy.Bfd)]
    [DataRow("bfd_split", PackingStrategy.BfdSplit)]
    [DataRow("wrapped", PackingStrategy.Wrapped)]
    public void Rows_are_those_of_TRL(string name, PackingStrategy strategy)
    {
        var cases = JsonElement.Parse(File.ReadAllBytes(Golden.Require("training/trl_sft/packing.json"))).GetProperty("cases").EnumerateArray().Where(item => item.GetProperty("strategy").GetString() == name).ToList();
        Assert.IsNotEmpty(cases);
        foreach (var item in cases)
        {
            var expected = item.GetProperty("rows").EnumerateArray().Select(row => Text(row.GetProperty("pieces").EnumerateArray().Select(piece => new RowPiece(piece.GetProperty("sequence").GetInt32(), piece.GetProperty("start").GetInt32(), piece.GetProperty("length").GetInt32())))).ToList();
            var rows = PackingPlan.Create(item.GetProperty("lengths").Deserialize<int[]>()!, item.GetProperty("seqLength").GetInt32(), strategy);
            CollectionAssert.AreEqual(expected, rows.Select(Text).ToList());
        }
    }

    [TestMethod]
    [DataRow(PackingStrategy.Bfd)]
    [DataRow(PackingStrategy.BfdSplit)]
    [DataRow(PackingStrategy.Wrapped)]
    public void Every_token_lies_in_exactly_one_row_and_no_row_reaches_over_a_thousand_examples(PackingStrategy strategy)
    {
        var lengths = Enumerable.Range(0, 2345).Select(i => 1 + i * 7919 % 50).ToArray();
        var rows = PackingPlan.Create(lengths, 64, strategy);
        var pieces = rows.SelectMany(row => row).GroupBy(piece => piece.Example).ToDictionary(group => group.Key, group => group.OrderBy(piece => piece.Start).ToList());
        for (var i = 0; i < lengths.Length; i++)
        {
            var next = 0;
            foreach (var piece in pieces[i])
            {
                Assert.AreEqual(next, piece.Start);
                next += piece.Length;
            }

            Assert.AreEqual(lengths[i], next);
        }

        Assert.IsTrue(rows.All(row => row.Sum(piece => piece.Length) <= 64 && row.Select(piece => piece.Example / 1000).Distinct().Count() == 1));
    }

    private static string Text(IEnumerable<RowPiece> pieces) => string.Join(' ', pieces.Select(piece => $"{piece.Example}:{piece.Start}+{piece.Length}"));
}
