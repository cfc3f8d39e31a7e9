using System.Text.Json.Nodes;
using SynthTrain.Core.Hashing;
using SynthTrain.Stages.CliSchemas;

namespace SynthTrain.Stages.GenerateExamples.Offline;

/// <summary>Requests that make sense after an earlier turn only.</summary>
internal sealed class Conversation(OfflineBatch batch, Speech speech, SeededRandom random)
{
    private static readonly string[] s_pronouns = ["it", "it", "it", "that", "that one", "this one"];

    /// <summary>An example with an earlier turn; null where this subcommand knows none.</summary>
    public JsonObject? Write()
    {
        var ways = new List<Func<JsonObject?>> { Answered, Refined, Refined };
        if (speech.Object["recall"].Length > 0 && batch.Subcommand.Arguments.Any(argument => argument.IsRequired))
            ways.AddRange([Recalled, Recalled, Recalled]);
        var first = random.Below(ways.Count);
        return Enumerable.Range(0, ways.Count).Select(at => ways[(first + at) % ways.Count]()).FirstOrDefault(found => found is not null);
    }

    /// <summary>The request lacked an argument; now it comes.</summary>
    private JsonObject? Answered()
    {
        var required = batch.Subcommand.Arguments.Where(argument => argument.IsRequired).ToArray();
        if (required.Length == 0)
            return null;
        var asked = random.Pick(required);
        var before = new Choice(batch, speech, random).Items([asked]);
        var given = speech.Speak(asked, random);
        var replies = given.IsSubject ? speech.Frames["reply"] : speech.Lexicon.Find("kinds", "text")["reply"];
        return Turn(before, [.. before, given], [given], replies, given);
    }

    /// <summary>The same again with something more, or about another object.</summary>
    private JsonObject? Refined()
    {
        var before = new Choice(batch, speech, random).Items([]);
        if (before.Find(item => item.IsSubject) is { Argument: { } argument } && random.Below(3) == 0)
        {
            var other = speech.Speak(argument, random);
            return Turn(before, [.. before.Select(item => item.Name == other.Name ? other : item)], [other], speech.Frames["next"], other);
        }

        var after = new Choice(batch, speech, random).Items([]).Where(item => before.TrueForAll(old => old.Name != item.Name)).Take(1).ToArray();
        if (after is not [var more])
            return null;
        var facets = ((string[])["pre", "post", "pred", "also", "tail"]).Where(facet => more.Words[facet].Length > 0 && speech.Frames[$"more {facet}"].Length > 0).ToArray();
        return facets.Length == 0 ? null : Turn(before, [.. before, more], [more], speech.Frames[$"more {random.Pick(facets)}"], more);
    }

    /// <summary>The object was named in a turn of another subcommand, which the lexicon tells of.</summary>
    private JsonObject? Recalled()
    {
        if (speech.Object["recall"] is not [var cli, var subcommand, var name, ..] || cli != batch.Cli || subcommand == batch.Subcommand.Name)
            return null;
        var items = new Choice(batch, speech, random).Items([]);
        var subject = items.Find(item => item.Name == name);
        if (subject is null)
            return null;
        var opening = Pattern.Expand(Pattern.Pick(speech.Object["recall says"], random), random, word => word == "x" ? subject.Token : speech.Nouns[0].One);
        var earlier = new Renderer(speech.Lexicon, random).Render(opening, [subject]).Input;
        var meant = new JsonObject
        {
            ["command"] = batch.Command.Name,
            ["subcommand"] = subcommand,
            ["args"] = new JsonObject { [name] = ExampleJson.Output(batch, items)["args"]![name]!.DeepClone() },
            ["flags"] = new JsonArray(),
        };
        var spoken = items.Where(item => item != subject).ToArray();
        var now = new Composer(batch, speech, random) { Pronoun = random.Pick(s_pronouns) }.Compose(spoken);
        return Example(now, spoken, items, earlier, meant);
    }

    private JsonObject? Turn(List<SpokenItem> before, IReadOnlyList<SpokenItem> after, IReadOnlyList<SpokenItem> spoken, string[] patterns, SpokenItem item)
    {
        if (patterns.Length == 0)
            return null;
        var earlier = new Renderer(speech.Lexicon, random).Render(new Composer(batch, speech, random).Compose(before), before).Input;
        var now = Pattern.Expand(Pattern.Pick(patterns, random), random, name => name switch
        {
            "x" => item.Spoken,
            "name" => SpokenItem.Speak(item.Name),
            "noun" => speech.Nouns[0].One,
            "nouns" => speech.Nouns[0].Many,
            _ => new Parts(batch, speech, random).Say(name, item),
        });
        return Example(now, spoken, after, earlier, ExampleJson.Output(batch, before));
    }

    private JsonObject Example(string now, IReadOnlyList<SpokenItem> spoken, IReadOnlyList<SpokenItem> meant, string earlier, JsonObject earlierOutput)
    {
        var rendered = new Renderer(speech.Lexicon, random).Render(English.Tidy(now), spoken);
        var context = new JsonArray(new JsonObject { ["input"] = earlier, ["output"] = earlierOutput });
        return ExampleJson.Example(rendered, ExampleJson.Output(batch, meant), context);
    }
}
