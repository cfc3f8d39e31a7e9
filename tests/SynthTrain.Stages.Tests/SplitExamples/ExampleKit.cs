using System.Text.Json;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.SplitExamples;
using SynthTrain.Stages.Tests.Support;

namespace SynthTrain.Stages.Tests.SplitExamples;

/// <summary>Splits examples of the small command line.</summary>
internal static class ExampleKit
{
    public static readonly string[] AllSets = ["train", "val", "test", "prompts"];
    private static readonly string[] s_outputs = [.. AllSets, "output_schema", "rejected", "stats"];
    private static readonly string[] s_verbs = ["show", "list", "give me", "print", "what are", "display", "get", "fetch", "tell me", "look up", "bring up", "pull up"];
    private static readonly string[] s_nouns = ["boxes", "the boxes", "all boxes", "my boxes", "crates", "those boxes", "cartons", "the crates"];
    private static readonly string[] s_tails = ["of {owner}", "owned by {owner}", "that {owner} has", "{owner}s own", "from {owner}", "belonging to {owner}", "for {owner}", "with owner {owner}"];
    private static readonly string[] s_drops = ["drop {number}", "throw box {number} away", "get rid of number {number}", "remove {number} please", "bin box no {number}", "discard {number} now", "toss {number}"];

    public static SetStageKit With(params IEnumerable<string> rows) => new SetStageKit().WithText("schema", CliText.Schema).With("examples", rows);

    public static StageResult Split(this SetStageKit kit) => kit.Run(new SplitExamplesStage(), s_outputs);

    public static IReadOnlyDictionary<string, string> Reasons(this SetStageKit kit) =>
        kit.Rows("rejected").ToDictionary(row => row.GetProperty("id").GetString()!, row => row.GetProperty("reason").GetString()!, StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, string> SetOfId(this SetStageKit kit) =>
        AllSets.SelectMany(set => kit.Ids(set).Select(id => (id, set))).ToDictionary(it => it.id, it => it.set, StringComparer.Ordinal);

    /// <summary>Rows of a grammar: phrasing, value and, at times, other case, punctuation and a slip. Some are repeated, contradict each other or break the rules.</summary>
    public static string[] Generate(ulong seed, int count, bool names = true)
    {
        var words = new Words(seed);
        return [.. Enumerable.Range(0, count).Select(i => Make(words, $"r{i:00000}", names))];
    }

    private static string Make(Words words, string id, bool names)
    {
        var use = words.Next(5) == 0 ? "preferences" : "examples";
        if (words.Next(4) == 0)
        {
            var drop = Pick(words, s_drops);
            var number = 1 + words.Next(300);
            var said = drop.Replace("{number}", number.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
            return CliText.Row(id, Noise(words, said), CliText.Drop(words.Next(50) == 0 ? number + 1 : number), names ? drop : null, use);
        }

        var phrasing = $"{Pick(words, s_verbs)} {Pick(words, s_nouns)} {Pick(words, s_tails)}";
        var owner = $"ow{words.Next(60)}ner";
        var broken = words.Next(40) == 0 ? CliText.List(owner).Replace("list", "lisst", StringComparison.Ordinal) : CliText.List(owner);
        return CliText.Row(id, Noise(words, phrasing.Replace("{owner}", owner, StringComparison.Ordinal)), broken, names ? phrasing : null, use);
    }

    private static string Noise(Words words, string text) => words.Next(5) switch
    {
        0 => text.ToUpperInvariant(),
        1 => $"  {text.Replace(" ", "  ", StringComparison.Ordinal)}!",
        2 => $"{char.ToUpperInvariant(text[0])}{text[1..]}?",
        _ => text,
    };

    private static string Pick(Words words, string[] items) => items[words.Next(items.Length)];

    public static string TextOf(JsonElement row, string field) => row.GetProperty(field).GetString()!;
}
