using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SynthTrain.Core.Configuration;

namespace SynthTrain.Stages.GenerateExamples.Offline;

/// <summary>Holds a project's lexicon against the shape that <c>lexicon.yaml</c> documents: sections, keys, facets, lines, and the slots in lines.</summary>
internal sealed partial class LexiconCheck
{
    private static readonly string[] s_spoken = ["slot", "quote", "id", "bare", "lead", "pre", "post", "pred", "ask", "front", "tail", "also", "verb", "noun", "whole", "key"];
    private static readonly string[] s_pseudo = ["pseudo"];

    // What sentences, their parts and their objects look up besides slots.
    private static readonly string[] s_words = ["x", "raw", "name", "option", "short", "noun", "nouns", "np", "bare", "do", "doing", "pred", "ask", "whole", "pre", "post", "also", "tail", "cli", "command", "subcommand", "pseudo"];

    private static readonly Dictionary<string, string[]> s_facets = new(StringComparer.Ordinal)
    {
        ["objects"] = ["noun", "recall", "recall says"],
        ["actions"] = ["kind", "do", "frames", "bare", "det", "iddet"],
        ["arguments"] = s_spoken,
        ["values"] = s_spoken,
        ["flags"] = s_spoken,
        ["kinds"] = ["like", "plain", "frames", "terse", "det", "iddet", "reply", "next", "more pre", "more post", "more pred", "more also", "more tail"],
        ["types"] = [.. s_spoken, "option"],
        ["slots"] = ["is", "case"],
        ["casual"] = ["is"],
    };

    private readonly HashSet<string> _slots = new(WordBook.Shipped.Keys("slots"), StringComparer.Ordinal);

    /// <summary>Checks a lexicon.</summary>
    /// <exception cref="Core.Diagnostics.SynthException">All faults, each with its place.</exception>
    public static void Check(YamlMap yaml)
    {
        new LexiconCheck().All(yaml);
        yaml.Finish();
    }

    private void All(YamlMap yaml)
    {
        var sections = s_facets.Keys.Select(name => (Name: name, Map: Inner(yaml, name))).ToArray();
        foreach (var (_, map) in sections.Where(section => section.Name == "slots"))
            _slots.UnionWith(map?.Keys ?? []);
        foreach (var (name, map) in sections)
        {
            foreach (var entry in (map?.Keys ?? []).Select(key => Inner(map!, key)).OfType<YamlMap>())
                Entry(name, entry);
        }
    }

    // What is left open says nothing.
    private static YamlMap? Inner(YamlMap map, string key) => map.IsNull(key) ? null : map.Map(key);

    private void Entry(string section, YamlMap entry)
    {
        var known = section == "slots" ? s_pseudo : s_words;
        foreach (var facet in s_facets[section])
        {
            Facet(entry, facet, known);
            if (entry.Keys.Contains(facet + "!", StringComparer.Ordinal))
                Facet(entry, facet + "!", known);
        }
    }

    private void Facet(YamlMap entry, string facet, string[] known)
    {
        if (!entry.Has(facet) || entry.IsNull(facet) || entry.IsCut(facet))
            return;
        if (entry.Json(facet) is JsonObject)
        {
            entry.Fault(facet, $"'{entry.Named(facet)}' is a mapping; it must be a text with one line each, or a list of texts.");
            return;
        }

        var isText = entry.IsText(facet);
        foreach (var (at, line) in (isText ? entry.Text(facet).Split('\n') : entry.Texts(facet)).Index())
        {
            foreach (var slot in Slots(facet, line).Where(slot => !IsKnown(slot, known)))
                Unknown(entry, facet, isText ? null : at, slot, known);
        }
    }

    private static IEnumerable<string> Slots(string facet, string line) =>
        facet.TrimEnd('!') == "slot" ? [line.Trim()] : Slot().Matches(line).Select(match => match.Value[1..^1]);

    private bool IsKnown(string slot, string[] known) => slot.StartsWith('@') || _slots.Contains(slot) || known.Contains(slot, StringComparer.Ordinal) || IsDigits(slot);

    private static bool IsDigits(string slot) => slot.Split('-') is [var low, var high] && int.TryParse(low, NumberStyles.None, CultureInfo.InvariantCulture, out _) && int.TryParse(high, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static void Unknown(YamlMap entry, string facet, int? at, string slot, string[] known)
    {
        var message = $"'{slot}' in '{entry.Named(facet)}' is no slot; known are {string.Join(", ", known)}, numbers of digits such as 1-3, and the keys of the section slots, where you may add it.";
        if (at is { } item)
            entry.Fault(facet, item, message);
        else
            entry.Fault(facet, message);
    }

    [GeneratedRegex(@"\{[^{}]*\}", RegexOptions.NonBacktracking)]
    private static partial Regex Slot();
}
