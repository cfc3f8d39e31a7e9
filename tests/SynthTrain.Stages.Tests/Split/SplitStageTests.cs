using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Stages.Split;
using SynthTrain.Stages.Tests.Support;
using SynthTrain.Stages.Tests.Text;
using SynthTrain.Stages.Text;
using static SynthTrain.Stages.Tests.Support.SetStageKit;

namespace SynthTrain.Stages.Tests.Split;

[TestClass]
public sealed class SplitStageTests
{
    private static readonly string[] s_outputs = ["train", "val", "test", "rejected", "stats"];
    private static readonly string[] s_splits = ["train", "val", "test"];

    [TestMethod]
    public void Every_row_comes_out_once_with_its_bytes_and_in_order()
    {
        var rows = Generate(new Words(1), 200);
        using var kit = new SetStageKit().With("dataset", rows);
        var result = kit.Run(new SplitStage(), s_outputs);
        var written = s_splits.SelectMany(kit.Lines).ToArray();
        CollectionAssert.AreEquivalent(rows, written);
        Assert.AreEqual(200, result.Accepted);
        foreach (var split in s_splits)
        {
            var order = kit.Lines(split).Select(line => Array.IndexOf(rows, line)).ToArray();
            CollectionAssert.AreEqual(order.Order().ToArray(), order);
        }
    }

    [TestMethod]
    public void The_order_of_the_rows_plays_no_part_and_the_seed_does()
    {
        var words = new Words(2);
        var rows = Generate(words, 150);
        var shuffled = rows.OrderBy(_ => words.Next(int.MaxValue)).ToArray();
        var first = Assignment(rows, "42");
        var second = Assignment(shuffled, "42");
        CollectionAssert.AreEqual(first, second);
        CollectionAssert.AreNotEqual(first, Assignment(rows, "43"));
    }

    [TestMethod]
    public void No_near_duplicate_no_group_and_no_prompt_is_in_two_splits()
    {
        var rows = Generate(new Words(3), 400);
        using var kit = new SetStageKit().With("dataset", rows);
        kit.Run(new SplitStage(), s_outputs);
        var all = s_splits.SelectMany(split => kit.Rows(split).Select(row => (Split: split, Row: row, Set: Set(row)))).ToArray();
        var near = 0;
        for (var i = 0; i < all.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var similar = NearDuplicateIndexTests.BruteForce(all[i].Set, all[j].Set) >= 0.88;
                var grouped = Text(all[i].Row, "group") is { } group && group == Text(all[j].Row, "group");
                var asked = Text(all[i].Row, "prompt") == Text(all[j].Row, "prompt");
                near += similar ? 1 : 0;
                if (similar || grouped || asked)
                    Assert.AreEqual(all[i].Split, all[j].Split, $"{all[i].Row} and {all[j].Row}");
            }
        }

        Assert.IsGreaterThan(30, near, "the data must hold near-duplicates for the test to mean anything");
        Assert.IsGreaterThan(0, kit.Json("stats").GetProperty("groups_joined_by_near_duplicates").GetInt32());
    }

    [TestMethod]
    [DataRow(1, "1/0/0")]
    [DataRow(2, "1/1/0")]
    [DataRow(3, "2/1/0")]
    [DataRow(4, "2/1/1")]
    [DataRow(10, "8/1/1")]
    [DataRow(100, "80/10/10")]
    public void Small_sets_split_as_documented(int count, string expected)
    {
        var words = new Words(4);
        using var kit = new SetStageKit().With("dataset", Enumerable.Range(0, count).Select(i => Row($"r{i}", string.Join(' ', words.Text(12)), "a")));
        kit.Run(new SplitStage(), s_outputs);
        Assert.AreEqual(expected, string.Join('/', s_splits.Select(split => kit.Lines(split).Length)));
    }

    [TestMethod]
    public void Fractions_that_groups_keep_from_reach_are_warned_of()
    {
        var words = new Words(5);
        using var kit = new SetStageKit().With("dataset", Enumerable.Range(0, 20).Select(i => Row($"r{i}", string.Join(' ', words.Text(12)), "a", group: i < 12 ? "big" : $"g{i}")));
        kit.Run(new SplitStage(), s_outputs);
        Assert.IsEmpty(kit.Diagnostics);
        using var lumpy = new SetStageKit().With("dataset", Enumerable.Range(0, 20).Select(i => Row($"r{i}", string.Join(' ', words.Text(12)), "a", group: $"g{i / 10}")));
        lumpy.Run(new SplitStage(), s_outputs);
        var warning = lumpy.Diagnostics.Single();
        Assert.AreEqual(Codes.FractionsDiffer, warning.Code);
        StringAssert.Contains(warning.Message, "80/10/10", StringComparison.Ordinal);
        StringAssert.Contains(warning.Message, "50/50/0", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Stats_say_what_was_asked_and_achieved()
    {
        using var kit = new SetStageKit().With("dataset", Generate(new Words(6), 100));
        kit.Run(new SplitStage(), s_outputs);
        var stats = kit.Json("stats");
        var train = stats.GetProperty("splits").GetProperty("train");
        Assert.AreEqual(0.8, train.GetProperty("asked").GetDouble());
        Assert.AreEqual(0.8, train.GetProperty("achieved").GetDouble(), 0.02);
        Assert.AreEqual(kit.Lines("train").Length, train.GetProperty("rows").GetInt32());
        Assert.AreEqual(42, stats.GetProperty("seed").GetInt32());
    }

    [TestMethod]
    [DataRow("0.8", "0.1", "0.2")]
    [DataRow("0.8", "0.1", "-0.1")]
    [DataRow("a", "0.1", "0.1")]
    [DataRow("NaN", "0.1", "0.1")]
    public void Bad_fractions_are_refused(string train, string val, string test)
    {
        using var kit = new SetStageKit().Set("train", train).Set("val", val).Set("test", test);
        Assert.IsTrue(kit.Faults(new SplitStage().Validate).All(fault => fault.Code == Codes.BadOption));
    }

    [TestMethod]
    public void A_split_with_fraction_zero_stays_empty()
    {
        using var kit = new SetStageKit().Set("train", "0.9").Set("test", "0").With("dataset", Generate(new Words(8), 50));
        kit.Run(new SplitStage(), s_outputs);
        Assert.IsEmpty(kit.Lines("test"));
        Assert.IsNotEmpty(kit.Lines("val"));
    }

    [TestMethod]
    public void An_empty_data_set_is_warned_of()
    {
        using var kit = new SetStageKit().With("dataset");
        Assert.AreEqual(0, kit.Run(new SplitStage(), s_outputs).Accepted);
        Assert.AreEqual(Codes.TooFewRows, kit.Diagnostics.Single().Code);
    }

    [TestMethod]
    public void Bad_rows_are_named_by_line()
    {
        using var kit = new SetStageKit().With("dataset", Row("a", "p", "r"), """{"id":"b","prompt":"p","response":"r","group":["g"]}""");
        var fault = kit.Faults(new SplitStage(), s_outputs).Single();
        Assert.AreEqual((Codes.BadRow, 2), (fault.Code, fault.Line));
    }

    private static string[] Assignment(string[] rows, string seed)
    {
        using var kit = new SetStageKit().Set("seed", seed).With("dataset", rows);
        kit.Run(new SplitStage(), s_outputs);
        return [.. s_splits.SelectMany(split => kit.Ids(split).Select(id => $"{id} {split}")).Order(StringComparer.Ordinal)];
    }

    // Texts of which some repeat an earlier one with one or two words changed, some its prompt, and some share a group.
    private static string[] Generate(Words words, int count)
    {
        List<(string[] Prompt, string[] Response)> texts = [];
        List<string> rows = [];
        for (var i = 0; i < count; i++)
        {
            var kind = i < 5 ? 9 : words.Next(10);
            var (prompt, response) = i < 5 ? ([], []) : texts[words.Next(texts.Count)];
            (prompt, response) = kind switch
            {
                0 => (words.Edit(prompt, 1), response),
                1 => (words.Edit(prompt, 1), words.Edit(response, 3)),
                2 => (prompt, words.Text(60)),
                _ => (words.Text(12), words.Text(60)),
            };
            texts.Add((prompt, response));
            rows.Add(Row($"r{i:000}", string.Join(' ', prompt), string.Join(' ', response), words.Next(4) == 0 ? $"g{words.Next(count / 4)}" : null));
        }

        return [.. rows];
    }

    private static uint[] Set(JsonElement row) => ShingleSet.Of(WordHashes.Of($"{Text(row, "prompt")} {Text(row, "response")}"));

    private static string? Text(JsonElement row, string field) => row.TryGetProperty(field, out var value) ? value.GetString() : null;
}
