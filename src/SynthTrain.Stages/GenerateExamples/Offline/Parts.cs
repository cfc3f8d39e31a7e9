using SynthTrain.Core.Hashing;

namespace SynthTrain.Stages.GenerateExamples.Offline;

/// <summary>The parts of a sentence: what stands before its object, behind it and at its end.</summary>
internal sealed class Parts(OfflineBatch batch, Speech speech, SeededRandom random)
{
    private static readonly string[] s_allFacets = ["lead", "lead", "pre", "pre", "post", "post", "tail", "also", "verb", "front", "noun"];
    private static readonly string[] s_objectWords = ["{np}", "{do}", "{doing}", "{bare}"];

    // "Which" and "any" ask for no number.
    private static readonly string[] s_openWords = ["which", "what", "any"];

    private bool _isNounTaken;

    /// <summary>The facets that need no object in the sentence.</summary>
    public static IReadOnlyList<string> FreeFacets { get; } = ["post", "tail", "also"];

    /// <summary>Before everything: "last 5".</summary>
    public List<string> Leads { get; } = [];

    /// <summary>Before the noun.</summary>
    public List<string> Pres { get; } = [];

    /// <summary>Behind the noun.</summary>
    public List<string> Posts { get; } = [];

    /// <summary>At the end.</summary>
    public List<string> Tails { get; } = [];

    /// <summary>Clauses of their own.</summary>
    public List<string> Alsos { get; } = [];

    /// <summary>What opens the sentence; empty for nothing.</summary>
    public string Front { get; private set; } = "";

    /// <summary>Instead of the subcommand's own verb; null for that.</summary>
    public string? Verb { get; private set; }

    /// <summary>Whose verb it is.</summary>
    public string? VerbOf { get; private set; }

    /// <summary>What names the object.</summary>
    public SpokenItem? Subject { get; private set; }

    /// <summary>What the object is called.</summary>
    public (string One, string Many) Noun { get; private set; } = speech.Nouns[Math.Min(random.Below(speech.Nouns.Count), random.Below(speech.Nouns.Count))];

    /// <summary>Takes another name of the object where a verb ends in this one: nobody says "merge merge request".</summary>
    public void Avoid(string word)
    {
        if (word.Length > 0 && !_isNounTaken && Noun.One.StartsWith(word, StringComparison.OrdinalIgnoreCase) && speech.Nouns.FirstOrDefault(noun => !noun.One.StartsWith(word, StringComparison.OrdinalIgnoreCase)) is { One: not null } other)
            Noun = other;
    }

    /// <summary>Whether a frame names the object.</summary>
    public static bool HasObject(string frame) => s_objectWords.Any(word => frame.Contains(word, StringComparison.Ordinal));

    /// <summary>Finds a place for something that is spoken of.</summary>
    public void Place(SpokenItem item, string frame, bool keyed, bool pronoun)
    {
        var hasObject = HasObject(frame);
        if (item.IsSubject && hasObject && Subject is null)
        {
            Subject = item;
            return;
        }

        if (keyed && item.Words["key"].Length > 0)
        {
            Tails.Add(Say("key", item));
            return;
        }

        var facets = (hasObject ? s_allFacets : FreeFacets).Where(facet => item.Words[facet].Length > 0 && IsFree(facet, frame, pronoun)).ToArray();
        if (facets.Length == 0)
        {
            Tails.Add(Say(item.Words["tail"].Length > 0 ? "tail" : "key", item));
            return;
        }

        var facet = random.Pick(facets);
        var text = Say(facet, item);
        if (facet == "pre" && ((Leads.Count > 0 && IsWhole(text)) || (text.Contains("'s", StringComparison.Ordinal) && Pres.Exists(pre => pre.Contains("'s", StringComparison.Ordinal)))))
            (facet, text) = item.Words["post"].Length > 0 ? ("post", Say("post", item)) : ("tail", Say("key", item));
        switch (facet)
        {
            case "lead": Leads.Add(text); break;
            case "pre": Pres.Insert(IsWhole(text) ? 0 : text.EndsWith("'s", StringComparison.Ordinal) && !(Pres.Count > 0 && IsWhole(Pres[0])) ? 0 : Pres.Count, text); break;
            case "post": Posts.Add(text); break;
            case "also": Alsos.Add(text); break;
            case "verb": (Verb, VerbOf) = (text, item.Name); break;
            case "noun": Noun = Speech.Split(text); _isNounTaken = true; break;
            case "front": Front = text; break;
            default: Tails.Add(text); break;
        }
    }

    private bool IsFree(string facet, string frame, bool pronoun) => facet switch
    {
        "lead" => Leads.Count == 0 && !pronoun && !Pres.Exists(IsWhole) && !s_openWords.Any(word => frame.Contains(word, StringComparison.Ordinal)),
        "pre" => Pres.Count < 2 && !pronoun,
        "verb" => Verb is null && frame.Contains("{do", StringComparison.Ordinal),
        "noun" => !_isNounTaken && !pronoun,
        "front" => Front.Length == 0 && random.Below(4) == 0,
        _ => true,
    };

    private static bool IsWhole(string text) => text.StartsWith("all", StringComparison.Ordinal) || text.StartsWith("every", StringComparison.Ordinal);

    /// <summary>One way to say a facet of something.</summary>
    public string Say(string facet, SpokenItem item) => Pattern.Expand(Pattern.Pick(item.Words[facet], random), random, name => name switch
    {
        "x" => item.Spoken,
        "raw" => item.Token.Length > 0 ? item.Token : item.Value,
        "name" => SpokenItem.Speak(item.Name),
        "option" => item.Name,
        "short" => item.Short is { } letter ? $"-{letter}" : $"--{item.Name}",
        _ => Word(name),
    });

    /// <summary>A word of the schema or the lexicon.</summary>
    public string Word(string name) => name switch
    {
        "noun" => string.Join(' ', [.. Pres, Noun.One]),
        "nouns" => Noun.Many,
        "cli" => batch.Cli,
        "command" => batch.Command.Name,
        "subcommand" => batch.Subcommand.Name,
        _ => speech.Lexicon.Find("slots", name)["is"] is { Length: > 0 } lines ? Pattern.Expand(Pattern.Pick(lines, random), random, _ => "") : "",
    };
}
