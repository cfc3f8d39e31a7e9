using System.Text;
using System.Text.RegularExpressions;
using SynthTrain.Core.Hashing;

namespace SynthTrain.Stages.GenerateExamples.Offline;

/// <summary>Makes a sentence of what a request speaks of; values are still tokens in it.</summary>
internal sealed partial class Composer(OfflineBatch batch, Speech speech, SeededRandom random)
{
    private const int FrameTries = 8;

    // Most people in front of a prompt say it plainly.
    private const int PlainPercent = 35;
    private const int OwnPercent = 40;

    private static readonly string[] s_freeFacets = ["post", "tail", "also"];
    private static readonly string[] s_allFacets = ["lead", "lead", "pre", "pre", "post", "post", "tail", "also", "verb", "front", "noun"];

    private static readonly string[] s_placed = ["lead", "pre", "post", "tail", "also", "noun"];
    private static readonly string[] s_objectWords = ["{np}", "{do}", "{doing}", "{bare}"];
    // "Which" and "any" ask for no number.
    private static readonly string[] s_openWords = ["which", "what", "any"];
    private static readonly string[] s_takers = ["pred", "ask", "whole"];

    private readonly List<string> _leads = [];
    private readonly List<string> _pres = [];
    private readonly List<string> _posts = [];
    private readonly List<string> _tails = [];
    private readonly List<string> _alsos = [];
    private string _front = "";
    private string? _verb;
    private string? _verbOf;
    private SpokenItem? _subject;
    private (string One, string Many) _noun = speech.Nouns[0];
    private bool _nounTaken;

    /// <summary>What the object is called when an earlier turn made it known, such as <c>it</c>; empty otherwise.</summary>
    public string Pronoun { get; init; } = "";

    /// <summary>One sentence that speaks of exactly these.</summary>
    public string Compose(IReadOnlyList<SpokenItem> items)
    {
        _noun = PickNoun();
        var style = random.Below(100);
        if (style < 4 && Pronoun.Length == 0)
            return Tidy(CommandLine(items));
        var keyed = style < 10;
        var frame = PickFrame(items, keyed, out var taken, out var taker);
        foreach (var item in Shuffled(items.Where(item => item != taker && !taken.Contains(item.Name))))
            Place(item, frame, keyed);
        return Tidy(Assemble(frame, taker, items));
    }

    private static bool HasObject(string frame) => s_objectWords.Any(word => frame.Contains(word, StringComparison.Ordinal));

    /// <summary>One space between words, none before a mark, <c>an</c> before a vowel.</summary>
    public static string Tidy(string text) => BeforeVowel().Replace(BeforeMark().Replace(Spaces().Replace(text, " "), "${mark}"), "${a}n ${vowel}").Trim();

    private (string One, string Many) PickNoun()
    {
        var at = random.Below(speech.Nouns.Count);
        return speech.Nouns[Math.Min(at, random.Below(speech.Nouns.Count))];
    }

    private List<SpokenItem> Shuffled(IEnumerable<SpokenItem> items)
    {
        var list = items.ToArray();
        random.Shuffle(list.AsSpan());
        // Free text is best said last, where its end is clear.
        return [.. list.OrderBy(item => item.IsText && random.Below(4) > 0)];
    }

    private string PickFrame(IReadOnlyList<SpokenItem> items, bool keyed, out HashSet<string> taken, out SpokenItem? taker)
    {
        var frames = speech.Action["frames"];
        for (var tries = 0; tries < FrameTries && !keyed; tries++)
        {
            var frame = Pattern.Pick(random.Below(100) < PlainPercent ? speech.Frames["plain"] : frames.Length > 0 && random.Below(100) < OwnPercent ? frames : speech.Frames["frames"], random);
            taken = [.. Argument().Matches(frame).Select(match => match.Groups["name"].Value)];
            taker = null;
            if (Fits(frame, items, taken, ref taker))
                return frame;
        }

        (taken, taker) = ([], null);
        return keyed ? Pattern.Pick(speech.Frames["terse"], random) : "{do}";
    }

    private bool Fits(string frame, IReadOnlyList<SpokenItem> items, HashSet<string> taken, ref SpokenItem? taker)
    {
        if (Pronoun.Length > 0 && !frame.Contains("{do}", StringComparison.Ordinal))
            return false;
        if (!taken.All(name => items.Any(item => item.Name == name)))
            return false;
        foreach (var facet in s_takers)
        {
            if (!frame.Contains($"{{{facet}}}", StringComparison.Ordinal))
                continue;
            var able = items.Where(item => item.Words[facet].Length > 0).ToArray();
            if (able.Length == 0)
                return false;
            taker = random.Pick(able);
        }

        var left = taker;
        if (!frame.Contains("{do", StringComparison.Ordinal) && items.Any(item => item != left && !taken.Contains(item.Name) && item.Words["verb"].Length > 0 && !item.IsSubject && !s_placed.Any(facet => item.Words[facet].Length > 0)))
            return false;
        return HasObject(frame) || items.All(item => item == left || taken.Contains(item.Name) || s_freeFacets.Any(facet => item.Words[facet].Length > 0));
    }

    private void Place(SpokenItem item, string frame, bool keyed)
    {
        var hasObject = HasObject(frame);
        if (item.IsSubject && hasObject && _subject is null)
        {
            _subject = item;
            return;
        }

        if (keyed && item.Words["key"].Length > 0)
        {
            _tails.Add(Say("key", item));
            return;
        }

        var facets = (hasObject ? s_allFacets : s_freeFacets).Where(facet => item.Words[facet].Length > 0 && IsFree(facet, frame)).ToArray();
        if (facets.Length == 0)
        {
            _tails.Add(Say(item.Words["tail"].Length > 0 ? "tail" : "key", item));
            return;
        }

        var facet = random.Pick(facets);
        var text = Say(facet, item);
        if (facet == "pre" && ((_leads.Count > 0 && IsWhole(text)) || (text.Contains("'s", StringComparison.Ordinal) && _pres.Exists(pre => pre.Contains("'s", StringComparison.Ordinal)))))
            (facet, text) = item.Words["post"].Length > 0 ? ("post", Say("post", item)) : ("tail", Say("key", item));
        switch (facet)
        {
            case "lead": _leads.Add(text); break;
            case "pre": _pres.Insert(IsWhole(text) ? 0 : text.EndsWith("'s", StringComparison.Ordinal) && !(_pres.Count > 0 && IsWhole(_pres[0])) ? 0 : _pres.Count, text); break;
            case "post": _posts.Add(text); break;
            case "also": _alsos.Add(text); break;
            case "verb": (_verb, _verbOf) = (text, item.Name); break;
            case "noun": _noun = Speech.Split(text); _nounTaken = true; break;
            case "front": _front = text; break;
            default: _tails.Add(text); break;
        }
    }

    private bool IsFree(string facet, string frame) => facet switch
    {
        "lead" => _leads.Count == 0 && Pronoun.Length == 0 && !_pres.Exists(IsWhole) && !s_openWords.Any(word => frame.Contains(word, StringComparison.Ordinal)),
        "pre" => _pres.Count < 2 && Pronoun.Length == 0,
        "verb" => _verb is null && frame.Contains("{do", StringComparison.Ordinal),
        "noun" => !_nounTaken && Pronoun.Length == 0,
        "front" => _front.Length == 0 && random.Below(4) == 0,
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

    private string Word(string name) => name switch
    {
        "noun" => string.Join(' ', [.. _pres, _noun.One]),
        "nouns" => _noun.Many,
        "cli" => batch.Cli,
        "command" => batch.Command.Name,
        "subcommand" => batch.Subcommand.Name,
        _ => speech.Lexicon.Find("slots", name)["is"] is { Length: > 0 } lines ? Pattern.Expand(Pattern.Pick(lines, random), random, _ => "") : "",
    };

    private string Assemble(string frame, SpokenItem? taker, IReadOnlyList<SpokenItem> items)
    {
        var said = Pattern.Expand(frame, random, name => name switch
        {
            "np" => NounPhrase(true),
            "bare" => NounPhrase(true, bare: true),
            "do" => Clause(),
            "doing" => Gerund(Clause()),
            "pred" or "ask" or "whole" when taker is not null => Say(name, taker),
            ['@', .. var argument] => items.First(item => item.Name == argument).Spoken,
            _ => Word(name),
        });
        var mark = said.EndsWith('?') ? "?" : "";
        var built = new StringBuilder(said.TrimEnd('?'));
        if (!HasObject(frame))
            built.Append(' ').AppendJoin(' ', _posts);
        foreach (var tail in _tails)
            built.Append(random.Below(6) == 0 ? ", " : " ").Append(tail);
        foreach (var also in _alsos)
            built.Append(Pattern.Pick(speech.Lexicon.Find("slots", "connector")["is"], random).Replace('_', ' ')).Append(also);
        var sentence = built.Append(mark).ToString();
        return _front.Length == 0 ? sentence : $"{_front}{(random.Below(3) == 0 ? " " : random.Below(3) == 0 ? ": " : ", ")}{sentence}";
    }

    private string Clause()
    {
        var verb = _verb ?? Pattern.Expand(Pattern.Pick(speech.Verbs, random), random, Word);
        if (!verb.Contains('*', StringComparison.Ordinal))
            return $"{verb} {NounPhrase(true)}";
        var core = NounPhrase(false);
        return $"{verb.Replace("*", core, StringComparison.Ordinal)} {string.Join(' ', _posts)}";
    }

    private string NounPhrase(bool withPosts, bool bare = false)
    {
        var posts = withPosts ? string.Join(' ', _posts) : "";
        if (Pronoun.Length > 0)
            return $"{Pronoun} {posts}";
        if (_subject is not null)
            return $"{Subject(_subject, bare)} {posts}";
        var before = string.Join(' ', [.. _leads, .. _pres]);
        var noun = speech.Kind == "list" ? _noun.Many : _noun.One;
        return $"{(bare || Determined(before) ? "" : _leads.Count == 0 ? Article("det") : random.Below(4) == 0 ? "the" : "")} {before} {noun} {posts}";
    }

    private string Article(string facet) => Pattern.Expand(Pattern.Pick(speech.Action[facet] is { Length: > 0 } own ? own : speech.Frames[facet], random), random, Word);

    private string Subject(SpokenItem subject, bool noArticle)
    {
        var bare = speech.Action["bare"].Any(name => name == "yes" || name == _verbOf);
        var patterns = subject.Words["id"].Where(pattern => bare || pattern.Contains("{noun}", StringComparison.Ordinal)).ToArray();
        if (_pres.Count > 0 || patterns.Length == 0)
            patterns = [.. subject.Words["id"].Where(pattern => pattern.Contains("{noun}", StringComparison.Ordinal)), .. patterns.Length == 0 ? (string[])["{noun} {x}"] : []];
        var bareWords = bare && !noArticle && _pres.Count == 0 && subject.Words["bare"].Length > 0 && random.Below(100) < 45;
        var pattern = bareWords ? Pattern.Pick(subject.Words["bare"], random) : Pattern.Pick(patterns, random);
        var article = pattern.StartsWith("{noun}", StringComparison.Ordinal) && !noArticle ? Article("iddet") : "";
        return $"{article} {Pattern.Expand(pattern, random, name => name == "x" ? subject.Spoken : name == "name" ? SpokenItem.Speak(subject.Name) : Word(name))}";
    }

    // "the" stands before neither "all" nor "dana's".
    private static bool Determined(string before) => DeterminedStart().IsMatch(before);

    private string CommandLine(IReadOnlyList<SpokenItem> items)
    {
        var built = new StringBuilder(random.Below(2) == 0 ? $"{batch.Cli} " : "").Append(batch.Command.Name).Append(' ').Append(batch.Subcommand.Name);
        foreach (var item in items.OrderBy(item => !item.IsSubject))
            built.Append(' ').Append(item.IsSubject ? item.Spoken : Say("option", item with { Words = speech.Lexicon.Find("types", item.Argument is null ? "flag" : "argument") }));
        return built.ToString();
    }

    private static string Gerund(string clause)
    {
        var space = clause.IndexOf(' ', StringComparison.Ordinal);
        var (verb, rest) = space < 0 ? (clause, "") : (clause[..space], clause[space..]);
        if (verb.Length < 2 || !verb.All(char.IsAsciiLetterLower))
            return clause;
        var stem = verb.EndsWith('e') && !verb.EndsWith("ee", StringComparison.Ordinal) ? verb[..^1] : DoubledEnd().IsMatch(verb) ? verb + verb[^1] : verb;
        return $"{stem}ing{rest}";
    }

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();

    [GeneratedRegex(@" (?<mark>[,;?!:])", RegexOptions.NonBacktracking)]
    private static partial Regex BeforeMark();

    [GeneratedRegex(@"\b(?<a>[aA]) (?<vowel>[aeioAEIO])", RegexOptions.NonBacktracking)]
    private static partial Regex BeforeVowel();

    [GeneratedRegex(@"\{@(?<name>[^{}]*)\}", RegexOptions.NonBacktracking)]
    private static partial Regex Argument();

    [GeneratedRegex(@"^(all|every|any|each|only|just|\S+'s)\b", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex DeterminedStart();

    [GeneratedRegex(@"^[b-df-hj-np-tv-z]*[aeiou][bdgmnpt]$|^get$", RegexOptions.NonBacktracking)]
    private static partial Regex DoubledEnd();
}
