using SynthTrain.Core.Diagnostics;
using SynthTrain.Stages.SplitExamples;
using SynthTrain.Stages.Tests.Support;
using SynthTrain.Stages.Text;
using static SynthTrain.Stages.Tests.SplitExamples.ExampleKit;

namespace SynthTrain.Stages.Tests.SplitExamples;

[TestClass]
public sealed class DiversityTests
{
    // 'a b a b' and 'a c': words a b a b a c, 3 of 6; pairs ab ba ab, ac, 3 of 4; triples aba bab, 2 of 2.
    [TestMethod]
    public void Distinct_n_is_different_runs_over_all_runs()
    {
        var shares = new NgramShares();
        shares.Add(Words("a b a b"));
        shares.Add(Words("a c"));
        Assert.AreEqual(0.5, shares.Share(1), 1e-12);
        Assert.AreEqual(0.75, shares.Share(2), 1e-12);
        Assert.AreEqual(1, shares.Share(3), 1e-12);
        Assert.AreEqual(3, shares.MeanLength, 1e-12);
        Assert.AreEqual(0, new NgramShares().Share(2));
    }

    [TestMethod]
    public void Equal_texts_have_self_bleu_1_and_strangers_0()
    {
        Assert.AreEqual(1, Bleu("show me the boxes", "show me the boxes", "show me the boxes"), 1e-12);
        Assert.AreEqual(0, Bleu("show me the boxes", "print all lids now"), 1e-12);
        Assert.AreEqual(0, Bleu("show me the boxes"));
        Assert.AreEqual(0, Bleu());
    }

    // 'a b c d e' against 'a b c d f': matches 4/5, 3/4, 2/3, 1/2, equal length; the other way is the same.
    [TestMethod]
    public void Matches_of_one_to_four_words_are_weighed_alike() =>
        Assert.AreEqual(Math.Pow(4.0 / 5 * (3.0 / 4) * (2.0 / 3) * (1.0 / 2), 0.25), Bleu("a b c d e", "a b c d f"), 1e-12);

    // 'a b c' against 'a b d': 2/3, 1/2, then 0 of 1 and 0 of none (counted as one), both smoothed to 0.1.
    [TestMethod]
    public void Runs_that_match_nowhere_count_a_tenth() =>
        Assert.AreEqual(Math.Pow(2.0 / 3 * (1.0 / 2) * 0.1 * 0.1, 0.25), Bleu("a b c", "a b d"), 1e-12);

    // 'a b' against 'a b c d': 2/2, 1/1, 0.1, 0.1, and short by exp(1 - 4/2). Back: 2/4, 1/3, 0.1/2, 0.1/1, not short.
    [TestMethod]
    public void Short_texts_pay_for_it()
    {
        var one = Math.Exp(-1) * Math.Pow(0.01, 0.25);
        var other = Math.Pow(0.5 * (1.0 / 3) * 0.05 * 0.1, 0.25);
        Assert.AreEqual((one + other) / 2, Bleu("a b", "a b c d"), 1e-12);
    }

    // 'a a a' has at most one 'a' in any other text: 1/3, then 0.1/2, 0.1/1, 0.1/1; of 2 and 4 words, both one away from 3, the shorter counts, so nothing is paid.
    [TestMethod]
    public void Matches_are_clipped_at_the_most_of_one_other_text()
    {
        var first = Math.Pow(1.0 / 3 * 0.05 * 0.1 * 0.1, 0.25);
        var second = Math.Exp(1 - (3.0 / 2)) * Math.Pow(1.0 / 2 * 0.1 * 0.1 * 0.1, 0.25);
        var third = Math.Pow(1.0 / 4 * (0.1 / 3) * (0.1 / 2) * 0.1, 0.25);
        Assert.AreEqual((first + second + third) / 3, Bleu("a a a", "a b", "c a d e"), 1e-12);
    }

    [TestMethod]
    public void Inputs_of_a_few_templates_are_warned_of_and_varied_ones_are_not()
    {
        var alike = Enumerable.Range(0, 200).Select(i => CliText.Row($"a{i}", $"please show me {i} boxes of owner x{i} now", CliText.List($"x{i}", limit: i)));
        Assert.IsTrue(Diagnostics(alike).Any(it => it.Code == Codes.LowDiversity && it.Message.Contains("self-BLEU-4", StringComparison.Ordinal)));
        Assert.IsFalse(Diagnostics(Generate(9, 500)).Any(it => it.Message.Contains("self-BLEU-4", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void What_no_training_row_is_about_is_named_with_the_schemas_line()
    {
        using var kit = With(CliText.Row("a", "show shut boxes of ann", CliText.List("ann", "shut", web: true)), CliText.Row("b", "drop it", CliText.Drop(null)));
        kit.Split();
        var coverage = kit.Json("stats").GetProperty("coverage");
        CollectionAssert.AreEqual(
            new[] { "box list state=open", "box list limit", "box drop number", "lid find", "lid find name" },
            coverage.GetProperty("without_training_rows").EnumerateArray().Select(item => item.GetString()).ToArray());
        Assert.AreEqual((6, 11), (coverage.GetProperty("covered").GetInt32(), coverage.GetProperty("of").GetInt32()));
        var warnings = kit.Diagnostics.Where(it => it.Code == Codes.LowDiversity).ToArray();
        CollectionAssert.AreEqual(new[] { 7, 7, 15, 22, 22 }, warnings.Select(it => it.Line).ToArray());
        Assert.Contains("'box list state=open'", warnings[0].Message);
    }

    [TestMethod]
    public void Much_that_is_missing_is_one_line()
    {
        var values = string.Join(", ", Enumerable.Range(0, 21).Select(i => $"\"v{i}\""));
        using var kit = new SetStageKit().WithText("schema", CliText.Schema.Replace("\"open\", \"shut\"", $"\"open\", {values}", StringComparison.Ordinal)).With("examples", CliText.Row("a", "list", CliText.List()));
        kit.Split();
        Assert.Contains("about 30 of 31 ", kit.Diagnostics.Single(it => it.Code == Codes.LowDiversity).Message);
    }

    // Shares 1/2, 1/4, 1/4 of 3: (0.5 ln 2 + 0.5 ln 4) / ln 3 = 1.5 ln 2 / ln 3.
    [TestMethod]
    public void Balance_is_entropy_over_the_largest_there_can_be()
    {
        using var kit = With(
            CliText.Row("a", "list", CliText.List()), CliText.Row("b", "list all", CliText.List()),
            CliText.Row("c", "drop 1", CliText.Drop(1)), CliText.Row("d", "find x", CliText.Find("x")));
        kit.Split();
        var balance = kit.Json("stats").GetProperty("balance");
        Assert.AreEqual(1.5 * Math.Log(2) / Math.Log(3), balance.GetProperty("entropy").GetDouble(), 1e-4);
        Assert.AreEqual(0.5, balance.GetProperty("shares").GetProperty("box list").GetDouble());
    }

    [TestMethod]
    public void Requests_said_alike_that_mean_different_things_are_counted()
    {
        using var kit = With(
            CliText.Row("a", "box 7", CliText.Drop(7)), CliText.Row("b", "box 8", CliText.List(limit: 8)), CliText.Row("c", "Box 9", CliText.Drop(9)),
            CliText.Row("d", "shut boxes", CliText.List(state: "shut")), CliText.Row("e", "open boxes", CliText.List(state: "open")));
        kit.Split();
        var ambiguous = kit.Json("stats").GetProperty("ambiguous");
        Assert.AreEqual((1, 3), (ambiguous.GetProperty("patterns").GetInt32(), ambiguous.GetProperty("rows").GetInt32()));
        Assert.AreEqual("""["a","b"]""", ambiguous.GetProperty("for_example")[0].GetRawText().Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal));
    }

    [TestMethod]
    public void Values_of_test_rows_that_no_training_row_has_are_counted()
    {
        var rows = Enumerable.Range(0, 300).Select(i => CliText.Row($"a{i}", $"w{i}x find lid{i % 2}", CliText.Find($"lid{i % 2}"))).ToArray();
        using var kit = With(rows);
        kit.Split();
        var values = kit.Json("stats").GetProperty("open_values");
        Assert.AreEqual((2, 0), (values.GetProperty("in_test").GetInt32(), values.GetProperty("not_in_train").GetInt32()));
        using var own = With(Enumerable.Range(0, 300).Select(i => CliText.Row($"a{i}", $"w{i}x find lid{i}", CliText.Find($"lid{i}"))));
        own.Split();
        values = own.Json("stats").GetProperty("open_values");
        Assert.AreEqual(own.Lines("test").Length, values.GetProperty("not_in_train").GetInt32());
    }

    private static List<Diagnostic> Diagnostics(IEnumerable<string> rows)
    {
        using var kit = With(rows);
        kit.Split();
        return kit.Diagnostics;
    }

    private static double Bleu(params string[] texts) => SelfBleu.Of([.. texts.Select(Words)]);

    private static ulong[] Words(string text) => WordHashes.Of(text);
}
