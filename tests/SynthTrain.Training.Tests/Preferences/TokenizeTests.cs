using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Preferences;

namespace SynthTrain.Training.Tests.Preferences;

/// <summary>Reading pairs, against TRL's tokens where it has any.</summary>
[TestClass]
public sealed class TokenizeTests : IDiagnosticSink
{
    private readonly List<Diagnostic> _diagnostics = [];

    [TestMethod]
    [DataRow("llama-tied-rope")]
    [DataRow("qwen3-qknorm")]
    public void Conversations_have_the_tokens_that_TRL_gives_them(string name)
    {
        var set = Read(name, File.ReadAllText(Golden.Require("training/dpo.jsonl")));
        var expected = GoldenDpo.Pairs(name);
        Assert.HasCount(expected.Length, set.Pairs);
        for (var i = 0; i < expected.Length; i++)
            AssertEqual(expected[i], set.Pairs[i]);
        Assert.IsEmpty(_diagnostics);
    }

    [TestMethod]
    [DataRow("llama-tied-rope")]
    [DataRow("qwen3-qknorm")]
    public void Plain_texts_have_the_tokens_that_TRL_gives_them(string name)
    {
        var rows = GoldenDpo.Json($"tokenised-{name}.json").GetProperty("plainText").EnumerateArray().ToArray();
        var set = Read(name, string.Join('\n', rows.Select(row => row.GetProperty("text").GetRawText().ReplaceLineEndings(" "))));
        Assert.HasCount(rows.Length, set.Pairs);
        for (var i = 0; i < rows.Length; i++)
            AssertEqual(new(GoldenDpo.Ids(rows[i], "prompt_ids"), GoldenDpo.Ids(rows[i], "chosen_ids"), GoldenDpo.Ids(rows[i], "rejected_ids"), ""), set.Pairs[i]);
    }

    [TestMethod]
    public void A_prompt_that_is_not_named_is_what_both_answers_begin_with()
    {
        const string Explicit = """{"prompt":[{"role":"user","content":"Show it"}],"chosen":[{"role":"assistant","content":"ls"}],"rejected":[{"role":"assistant","content":"rm"}]}""";
        const string Implicit = """{"chosen":[{"role":"user","content":"Show it"},{"role":"assistant","content":"ls"}],"rejected":[{"role":"user","content":"Show it"},{"role":"assistant","content":"rm"}]}""";
        const string Texts = """{"chosen":"Show it: ls","rejected":"Show it: rm"}""";
        AssertEqual(Read("llama-tied-rope", Explicit).Pairs.Single(), Read("llama-tied-rope", Implicit).Pairs.Single());
        var expected = Read("llama-tied-rope", """{"prompt":"Show it:","chosen":" ls","rejected":" rm"}""").Pairs.Single();
        AssertEqual(expected, Read("llama-tied-rope", Texts).Pairs.Single());
    }

    [TestMethod]
    public void Equal_answers_are_left_out_counted_and_told()
    {
        var set = Read("llama-tied-rope", """{"prompt":"a\n","chosen":"b","rejected":"b"}""" + "\n" + """{"prompt":"a\n","chosen":"b","rejected":"c"}""");
        Assert.HasCount(1, set.Pairs);
        Assert.AreEqual(1, set.Equal);
        Assert.Contains("1 of 2 pairs have the same answer twice", _diagnostics.Single().Message);
    }

    [TestMethod]
    [DataRow("""{"prompt":"a","chosen":"b"}""", "no 'rejected'")]
    [DataRow("""{"prompt":"a","chosen":"","rejected":"c"}""", "'chosen' is empty")]
    [DataRow("""{"prompt":"a","chosen":[{"role":"assistant","content":"b"}],"rejected":"c"}""", "of two kinds")]
    [DataRow("""{"prompt":"a","chosen":[{"role":"assistant","content":"b"}],"rejected":[{"role":"assistant","content":"c"}]}""", "'prompt' and 'chosen' are of two kinds")]
    [DataRow("""{"prompt":1,"chosen":"b","rejected":"c"}""", "'prompt' and 'chosen'")]
    [DataRow("""{"prompt":[{"content":"a"}],"chosen":[{"role":"assistant","content":"b"}],"rejected":[{"role":"assistant","content":"c"}]}""", "without a text 'role'")]
    [DataRow("""{"chosen":[{"role":"assistant","content":"b"}],"rejected":[{"role":"assistant","content":"c"}]}""", "no message in common")]
    public void A_row_that_is_no_preference_is_named_with_its_line(string row, string expected)
    {
        var fault = Assert.ThrowsExactly<SynthException>(() => Read("llama-tied-rope", """{"prompt":"a","chosen":"b","rejected":"c"}""" + "\n" + row)).Diagnostics.Single();
        Assert.AreEqual((Codes.BadExample, 2, 1), (fault.Code, fault.Line, fault.Column));
        Assert.Contains(expected, fault.Message);
    }

    [TestMethod]
    public void Long_pairs_fail_are_left_out_or_are_cut_as_asked()
    {
        var text = File.ReadAllText(Golden.Require("training/dpo.jsonl"));
        var whole = GoldenDpo.Pairs();
        var limit = whole.Min(pair => pair.Prompt.Length + Math.Max(pair.Chosen.Length, pair.Rejected.Length)) + 2;
        var fits = whole.Count(pair => pair.Prompt.Length + Math.Max(pair.Chosen.Length, pair.Rejected.Length) <= limit);
        var fault = Assert.ThrowsExactly<SynthException>(() => Read("llama-tied-rope", text, limit)).Diagnostics[0];
        Assert.AreEqual(Codes.TooLong, fault.Code);
        Assert.Contains($"more than {limit} tokens", fault.Message);
        var dropped = Read("llama-tied-rope", text, limit, OverlongPolicy.Drop);
        Assert.AreEqual((fits, 24 - fits), (dropped.Pairs.Count, dropped.TooLong));
        var cut = Read("llama-tied-rope", text, limit, OverlongPolicy.Truncate);
        Assert.AreEqual(24, cut.Pairs.Count + cut.TooLong + cut.Equal);
        Assert.IsGreaterThan(0, cut.Truncated);
        Assert.IsTrue(cut.Pairs.All(pair => pair.Prompt.Length + Math.Max(pair.Chosen.Length, pair.Rejected.Length) <= limit && pair.Chosen.Length > 0 && pair.Rejected.Length > 0));
    }

    [TestMethod]
    public void An_empty_file_is_an_empty_set() => Assert.AreEqual((0, 0), (Read("llama-tied-rope", "").Pairs.Count, Read("llama-tied-rope", "\n").Rows));

    void IDiagnosticSink.Report(Diagnostic diagnostic) => _diagnostics.Add(diagnostic);

    private static void AssertEqual(SynthTrain.Training.Data.PreferencePair expected, SynthTrain.Training.Data.PreferencePair actual)
    {
        CollectionAssert.AreEqual(expected.Prompt, actual.Prompt, actual.Source);
        CollectionAssert.AreEqual(expected.Chosen, actual.Chosen, actual.Source);
        CollectionAssert.AreEqual(expected.Rejected, actual.Rejected, actual.Source);
    }

    private PreferenceSet Read(string name, string jsonl, int limit = 1024, OverlongPolicy overlong = OverlongPolicy.Fail)
    {
        using var scope = NewDisposeScope();
        var folder = Directory.CreateTempSubdirectory("synthtrain-pairs");
        try
        {
            var path = Path.Combine(folder.FullName, "preferences.jsonl");
            File.WriteAllText(path, jsonl);
            using var model = BaseModelOpener.OpenFolder(Golden.Require($"models/{name}"));
            return new PreferenceData(model, GoldenDpo.Options() with { MaxLength = limit, Overlong = overlong }, this).Read(new PhysicalFileSystem(), path, "preferences.jsonl");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
