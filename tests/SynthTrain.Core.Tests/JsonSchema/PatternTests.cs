using System.Diagnostics;
using System.Text.Json;

namespace SynthTrain.Core.Tests.JsonSchemas;

using SynthTrain.Core.JsonSchema;

/// <summary>Patterns are ECMA-262 with the u flag, not .NET.</summary>
[TestClass]
public sealed class PatternTests
{
    [TestMethod]
    [DataRow("^a$", "a\n", false)]
    [DataRow("^.$", "🐲", true)]
    [DataRow("^[^a]$", "🐲", true)]
    [DataRow("^[🐲-🐴]$", "🐳", true)]
    [DataRow("^🐲{2}$", "🐲🐲", true)]
    [DataRow("^\\u{1F432}\\uD83D\\uDC32$", "🐲🐲", true)]
    [DataRow("\\uD83D", "🐲", false)]
    [DataRow("\\uDC32", "🐲", false)]
    [DataRow("^\\S\\W\\D$", "🐲🐲🐲", true)]
    [DataRow("^\\p{L}+$", "aß𝒳", true)]
    [DataRow("^\\P{Lu}$", "𝐀", false)]
    [DataRow("^[\\p{Nd}_]+$", "1_৪", true)]
    [DataRow("^\\p{gc=Lt}\\p{ASCII}\\p{Any}$", "ǅaé", true)]
    [DataRow("\\bé", "é", false)]
    [DataRow("\\Bé", "é", true)]
    [DataRow("^(a)?\\1b$", "b", true)]
    [DataRow("^(?<x>a|b)(c)\\k<x>\\2$", "bcbc", true)]
    [DataRow("^(?<x>a|b)(c)\\k<x>\\2$", "bcac", false)]
    [DataRow("^\\1(a)$", "a", true)]
    [DataRow("^(?=.*\\d)(?!.*x)(?:[a-c]|\\d){2,}?$", "a1", true)]
    [DataRow("(?<=€)\\d+(?<!5)", "€10", true)]
    [DataRow("^[\\]\\-\\b^-]+$", "]-^\b", true)]
    [DataRow("^[a-]$", "-", true)]
    [DataRow("^[a-z-[aeiou]\\]$", "b]", true)]
    [DataRow("^\\x41\\0\\cJ$", "A\0\n", true)]
    [DataRow("[]", "a", false)]
    [DataRow("^[^]$", "\n", true)]
    [DataRow("^\\@\\#\\ \\/$", "@# /", true)]
    [DataRow("^# b$", "# b", true)]
    [DataRow("^\\s$", "\uFEFF", true)]
    [DataRow("^.+.$", "🐲", false)]
    [DataRow("^.+.+$", "🐲", false)]
    [DataRow("^.+.+$", "🐲🐲", true)]
    [DataRow("^.*?[^a]$", "🐲", true)]
    [DataRow("^[^a]*🐲$", "🐲🐲", true)]
    [DataRow("^\\D+?\\uDC32$", "🐲", false)]
    [DataRow("^.*$", "a\u2028", false)]
    [DataRow("b", "abc", true)]
    [DataRow("", "", true)]
    public void A_pattern_matches_as_in_ecma262(string pattern, string text, bool expected) =>
        Assert.AreEqual(expected, Schemas.IsValid($$"""{"pattern": {{JsonSerializer.Serialize(pattern)}}}""", JsonSerializer.Serialize(text)));

    [TestMethod]
    [DataRow("a**", "has a '*' with nothing to repeat before it; write \\* to match it (at character 3)")]
    [DataRow("{a}", "has a '{' with nothing to repeat before it")]
    [DataRow("a{x}", "has '{x}', which is no count; write {2}, {2,} or {2,5}, or \\{ to match a brace")]
    [DataRow("a{3,1}", "is not usable")]
    [DataRow("a}", "has a '}' on its own; write \\} to match it")]
    [DataRow("a)", "has a ')' without '('")]
    [DataRow("[a", "has a '[' without ']'")]
    [DataRow("a\\", "ends in a single backslash")]
    [DataRow("\\Aa", "has the escape '\\A', which ECMA-262 does not know")]
    [DataRow("(?i)a", "has a group that is not supported")]
    [DataRow("(?>a)", "has a group that is not supported")]
    [DataRow("\\2(a)", "refers to a group that does not exist")]
    [DataRow("\\k<n>", "refers to a group that does not exist")]
    [DataRow("(?<n>a)(?<n>b)", "names the group 'n' twice")]
    [DataRow("\\p{Script=Greek}", "has \\p{Script=Greek}, which is not supported; use a general category")]
    [DataRow("\\u12", "needs 4 hexadecimal digits after \\u")]
    [DataRow("[\\d-z]", "has a range with a set as its end")]
    public void A_pattern_that_ecma262_does_not_allow_is_refused(string pattern, string text) =>
        StringAssert.Contains(Schemas.Refused($$"""{"pattern": {{JsonSerializer.Serialize(pattern)}}}""").Message, text);

    [TestMethod]
    public void Dots_in_a_row_are_no_trouble_in_a_long_text()
    {
        string text = string.Concat(Enumerable.Repeat("some words 🐲 ", 1_000));
        Assert.IsFalse(Schemas.IsValid("""{"pattern": "^\\S.*words .*z$"}""", $"\"{text}\""));
        Assert.IsEmpty(Schemas.Messages("""{"not": {"pattern": "^\\S.*words .*z$"}}""", $"\"{text}\""), "no timeout");
    }

    [TestMethod]
    public void Nested_quantifiers_are_matched_in_linear_time()
    {
        Assert.IsFalse(Schemas.IsValid("""{"pattern": "^(\\w+\\s?)+$"}""", $"\"{new string('a', 10_000)}!\""));
    }

    [TestMethod]
    public void A_pattern_that_runs_away_gives_an_error_even_under_not()
    {
        JsonSchema schema = Schemas.Load("""{"not": {"pattern": "^(?=.)(\\w+\\s?)+$"}}""");
        Stopwatch watch = Stopwatch.StartNew();
        JsonSchemaError error = schema.Validate(Schemas.Json($"\"{new string('a', 60)}!\"")).Single();
        StringAssert.Contains(error.Message, "took longer than 5 s; simplify the pattern");
        Assert.IsLessThan(60, watch.Elapsed.TotalSeconds);
    }
}
