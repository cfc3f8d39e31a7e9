using System.Text.Json;
using System.Text.RegularExpressions;
using SynthTrain.Stages.GenerateExamples.Offline;
using SynthTrain.Stages.Tests.CliSchemas;

namespace SynthTrain.Stages.Tests.GenerateExamples.Offline;

/// <summary>What 10,000 examples of <c>gh</c> are like as a whole.</summary>
[TestClass]
public sealed partial class ExamplesDiversityTests
{
    [TestMethod]
    public void Fewer_than_15_percent_are_said_twice()
    {
        var inputs = Batches.GitHub.Select(Key).Distinct().Count();
        Assert.IsGreaterThan(Batches.GitHub.Count * 85 / 100, inputs);
    }

    [TestMethod]
    public void Every_subcommand_argument_value_and_flag_is_spoken_of_often()
    {
        var said = Batches.GitHub.SelectMany(Choices).CountBy(choice => choice).ToDictionary(StringComparer.Ordinal);
        foreach (var command in CliSchemaFile.Gh().Commands)
        {
            foreach (var subcommand in command.Subcommands)
            {
                var path = $"{command.Name} {subcommand.Name}";
                foreach (var argument in subcommand.Arguments)
                {
                    Assert.IsGreaterThan(40, said.GetValueOrDefault($"{path} {argument.Name}"), $"{path} {argument.Name}");
                    foreach (var value in argument.Values)
                        Assert.IsGreaterThan(8, said.GetValueOrDefault($"{path} {argument.Name}={value}"), $"{path} {argument.Name}={value}");
                }

                foreach (var flag in subcommand.Flags)
                    Assert.IsGreaterThan(40, said.GetValueOrDefault($"{path} --{flag.Name}"), $"{path} --{flag.Name}");
            }
        }
    }

    [TestMethod]
    public void Requests_say_none_one_two_and_several_of_what_they_may_leave_out()
    {
        var lists = Batches.GitHub.Where(example => Path(example) == "issue list").CountBy(example => Choices(example).Count(choice => !choice.Contains('='))).ToDictionary();
        for (var count = 0; count < 4; count++)
            Assert.IsGreaterThan(20, lists.GetValueOrDefault(count), $"{count}");
    }

    [TestMethod]
    public void Nearly_no_request_means_two_things()
    {
        var meanings = Batches.GitHub.Where(example => !example.TryGetProperty("context", out _))
            .GroupBy(example => Words().Replace(example.GetProperty("input").GetString()!.ToLowerInvariant(), " ").Trim(' ', '.'), StringComparer.Ordinal)
            .Where(group => group.Select(example => example.GetProperty("output").GetRawText()).Distinct(StringComparer.Ordinal).Count() > 1)
            .ToArray();
        Assert.IsLessThan(Batches.GitHub.Count * 3 / 1000, meanings.Sum(group => group.Count()), string.Join('\n', meanings.Select(group => group.Key)));
    }

    [TestMethod]
    public void A_few_have_slips_an_earlier_turn_or_lack_an_argument()
    {
        // A slip of two equal letters, and a sentence of short words, show none.
        var plain = Batches.GitHub.Where(example => !HasCasual(example)).ToArray();
        Assert.IsGreaterThan(3000, plain.Length);
        AssertShare(Noise.TypoPercent * 0.6, Noise.TypoPercent + 1, plain.Count(IsMistyped), plain.Length);
        // Where nothing can be missing, an earlier turn takes its share; and some subcommands know none.
        AssertShare(ExampleWriter.ContextPercent - 1, ExampleWriter.ContextPercent + ExampleWriter.MissingPercent, Batches.GitHub.Count(example => example.TryGetProperty("context", out _)), Batches.GitHub.Count);
        var able = CliSchemaFile.Gh().Commands.SelectMany(command => command.Subcommands.Where(item => item.Arguments.Any(argument => argument.IsRequired)).Select(item => $"{command.Name} {item.Name}")).ToHashSet(StringComparer.Ordinal);
        var required = Batches.GitHub.Where(example => able.Contains(Path(example))).ToArray();
        Assert.AreEqual(ExampleWriter.MissingPercent, 100.0 * required.Count(example => example.GetProperty("output").TryGetProperty("missing", out _)) / required.Length, 1.0);
    }

    [TestMethod]
    public void Phrasings_hold_slots_and_no_values()
    {
        foreach (var example in Batches.GitHub.Where(example => example.GetProperty("output").GetProperty("args").TryGetProperty("repository", out _)))
            Assert.DoesNotContain(example.GetProperty("output").GetProperty("args").GetProperty("repository").GetString()!, example.GetProperty("phrasing").GetString()!);
        Assert.IsGreaterThan(5000, Batches.GitHub.Select(example => example.GetProperty("phrasing").GetString()).Distinct().Count());
    }

    [TestMethod]
    public void A_phrasing_holds_neither_slips_nor_casual_spellings()
    {
        var phrasings = Batches.GitHub.SelectMany(example => example.GetProperty("phrasing").GetString()!.ToLowerInvariant().Split([' ', ',', '?', '.', ':', ';'])).ToHashSet(StringComparer.Ordinal);
        foreach (var word in new[] { "pls", "plz", "u", "whats", "hows", "im", "dont", "thx" })
            Assert.IsFalse(phrasings.Contains(word), word);
        Assert.IsTrue(phrasings.Contains("what's") && phrasings.Contains("please"));
        Assert.IsTrue(Batches.GitHub.Any(example => example.GetProperty("input").GetString()!.StartsWith("whats ", StringComparison.Ordinal)));
    }

    private static string Path(JsonElement example) => $"{example.GetProperty("output").GetProperty("command").GetString()} {example.GetProperty("output").GetProperty("subcommand").GetString()}";

    private static string Key(JsonElement example) => example.GetProperty("input").GetString() + (example.TryGetProperty("context", out var context) ? context.GetRawText() : "");

    private static IEnumerable<string> Choices(JsonElement example)
    {
        foreach (var argument in example.GetProperty("output").GetProperty("args").EnumerateObject())
        {
            yield return $"{Path(example)} {argument.Name}";
            yield return $"{Path(example)} {argument.Name}={argument.Value}";
        }

        foreach (var flag in example.GetProperty("output").GetProperty("flags").EnumerateArray())
            yield return $"{Path(example)} --{flag.GetString()}";
    }

    private static bool IsMistyped(JsonElement example)
    {
        var meant = example.GetProperty("phrasing").GetString()!;
        foreach (var argument in example.GetProperty("output").GetProperty("args").EnumerateObject())
            meant = meant.Replace($"{{{argument.Name}}}", argument.Value.ToString(), StringComparison.Ordinal);
        return Letters().Replace(meant.ToLowerInvariant(), "") != Letters().Replace(example.GetProperty("input").GetString()!.ToLowerInvariant(), "");
    }

    private static bool HasCasual(JsonElement example) =>
        Regex.Split(example.GetProperty("phrasing").GetString()!.ToLowerInvariant(), "[^a-z']+", RegexOptions.NonBacktracking).Any(word => WordBook.Shipped.Find("casual", word).Layers.Count > 0);

    private static void AssertShare(double least, double most, int count, int of)
    {
        var share = 100.0 * count / of;
        Assert.IsTrue(share >= least && share <= most, $"{share} %");
    }

    [GeneratedRegex(@"[^\p{L}\p{N}]+", RegexOptions.NonBacktracking)]
    private static partial Regex Letters();

    [GeneratedRegex(@"[^\p{L}\p{N}#@/.+-]+", RegexOptions.NonBacktracking)]
    private static partial Regex Words();
}
