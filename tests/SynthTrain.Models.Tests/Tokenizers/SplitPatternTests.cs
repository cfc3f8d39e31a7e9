using SynthTrain.Models.Tokenizers.Splitting;

namespace SynthTrain.Models.Tests.Tokenizers;

/// <summary>The scanners by hand split as .NET's regular expressions do with the same pattern.</summary>
[TestClass]
public sealed class SplitPatternTests
{
    [TestMethod]
    public void Gpt2() => Same<Gpt2Scanner>(Gpt2Scanner.Pattern);

    [TestMethod]
    public void Llama3() => Same<Llama3Scanner>(Llama3Scanner.Pattern);

    [TestMethod]
    public void Qwen2() => Same<Qwen2Scanner>(Qwen2Scanner.Pattern);

    [TestMethod]
    public void Tekken() => Same<TekkenScanner>(TekkenScanner.Pattern);

    [TestMethod]
    [DataRow(@"[^\r\n\p{L}\p{N}]?+\p{L}+", "a!b 𐐀𐐁x", "a|!b| 𐐀𐐁x")]
    [DataRow(@"\p{N}{1,3}(?=\p{N}{3})|\p{N}++", "1234567", "123|4|567")]
    [DataRow(@"(?i:kelvin)", "Kelvin KELVIN", "Kelvin|KELVIN")]
    [DataRow(@"[\x{1F600}-\x{1F64F}]", "a😀b😁", "😀|😁")]
    [DataRow(@"\P{L}", "a𝐀1🙂", "1|🙂")]
    public void Other_patterns_know_characters_outside_the_first_plane(string pattern, string text, string matches)
    {
        var found = new List<(int Start, int End)>();
        new RegexMatcher(pattern).Find(text, found, new(text.Length));
        Assert.AreEqual(matches, string.Join('|', found.Select(match => text[match.Start..match.End])));
    }

    [TestMethod]
    [DataRow(@"\bword")]
    [DataRow("(?<name>x)")]
    [DataRow("[[:alpha:]]")]
    [DataRow(@"\p{Klingon}")]
    [DataRow("(")]
    [DataRow("a{2}{3}")]
    public void Parts_of_patterns_that_are_not_known_are_coded_errors(string pattern)
        => Assert.AreEqual(ModelFault.UnsupportedTokenizer, Assert.ThrowsExactly<ModelException>(() => new RegexMatcher(pattern)).Fault);

    private static void Same<TScanner>(string pattern)
        where TScanner : struct, IScanner
    {
        var regex = new RegexMatcher(pattern);
        foreach (var text in Torture.Texts(5, []).Take(3000))
        {
            var (expected, actual) = (new List<(int Start, int End)>(), new List<(int Start, int End)>());
            regex.Find(text, expected, new(text.Length));
            new ScannerMatcher<TScanner>().Find(text, actual, new(text.Length));
            CollectionAssert.AreEqual(expected, actual, System.Text.Json.JsonSerializer.Serialize(text));
        }
    }
}
