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

    private static readonly string[] s_placed = ["lead", "pre", "post", "tail", "also", "noun"];
    private static readonly string[] s_takers = ["pred", "ask", "whole"];

    private readonly Parts _parts = new(batch, speech, random);
    private bool _mentioned;

    /// <summary>What the object is called when an earlier turn made it known, such as <c>it</c>; empty otherwise.</summary>
    public string Pronoun { get; init; } = "";

    /// <summary>One sentence that speaks of exactly these.</summary>
    public string Compose(IReadOnlyList<SpokenItem> items)
    {
        var style = random.Below(100);
        if (style < 4 && Pronoun.Length == 0)
            return English.Tidy(CommandLine(items));
        var keyed = style < 10;
        var frame = PickFrame(items, keyed, out var taken, out var taker);
        foreach (var item in Shuffled(items.Where(item => item != taker && !taken.Contains(item.Name))))
            _parts.Place(item, frame, keyed, Pronoun.Length > 0);
        return English.Tidy(Assemble(frame, taker, items));
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
        return Parts.HasObject(frame) || items.All(item => item == left || taken.Contains(item.Name) || Parts.FreeFacets.Any(facet => item.Words[facet].Length > 0));
    }

    private string Assemble(string frame, SpokenItem? taker, IReadOnlyList<SpokenItem> items)
    {
        var said = Pattern.Expand(frame, random, name => name switch
        {
            "np" => NounPhrase(true),
            "bare" => NounPhrase(true, bare: true),
            "do" => Clause(),
            "doing" => English.Gerund(Clause()),
            "pred" or "ask" or "whole" when taker is not null => _parts.Say(name, taker),
            ['@', .. var argument] => items.First(item => item.Name == argument).Spoken,
            _ => _parts.Word(name),
        });
        var mark = said.EndsWith('?') ? "?" : "";
        var built = new StringBuilder(said.TrimEnd('?'));
        if (!Parts.HasObject(frame))
            built.Append(' ').AppendJoin(' ', _parts.Posts);
        foreach (var tail in _parts.Tails)
            built.Append(random.Below(6) == 0 ? ", " : " ").Append(tail);
        foreach (var also in _parts.Alsos)
            built.Append(Pattern.Pick(speech.Lexicon.Find("slots", "connector")["is"], random).Replace('_', ' ')).Append(also);
        var sentence = built.Append(mark).ToString();
        return _parts.Front.Length == 0 ? sentence : $"{_parts.Front}{(random.Below(3) == 0 ? " " : random.Below(3) == 0 ? ": " : ", ")}{sentence}";
    }

    private string Clause()
    {
        var verb = _parts.Verb ?? Pattern.Expand(Pattern.Pick(speech.Verbs, random), random, _parts.Word);
        _parts.Avoid(verb.Split('*')[0].TrimEnd().Split(' ')[^1]);
        if (!verb.Contains('*', StringComparison.Ordinal))
            return $"{verb} {NounPhrase(true)}";
        var core = NounPhrase(false);
        return $"{verb.Replace("*", core, StringComparison.Ordinal)} {string.Join(' ', _parts.Posts)}";
    }

    private string NounPhrase(bool withPosts, bool bare = false)
    {
        var posts = withPosts ? string.Join(' ', _parts.Posts) : "";
        if (Pronoun.Length > 0)
            return $"{Pronoun} {posts}";
        if (_mentioned)
            return speech.Kind == "list" ? "them" : "it";
        _mentioned = true;
        if (_parts.Subject is not null)
            return $"{Named(_parts.Subject, bare)} {posts}";
        var before = string.Join(' ', [.. _parts.Leads, .. _parts.Pres]);
        var noun = speech.Kind == "list" ? _parts.Noun.Many : _parts.Noun.One;
        return $"{(bare || Determined(before) ? "" : _parts.Leads.Count == 0 ? Article("det") : random.Below(4) == 0 ? "the" : "")} {before} {noun} {posts}";
    }

    private string Article(string facet) => Pattern.Expand(Pattern.Pick(speech.Action[facet] is { Length: > 0 } own ? own : speech.Frames[facet], random), random, _parts.Word);

    private string Named(SpokenItem subject, bool noArticle)
    {
        var bare = speech.Action["bare"].Any(name => name == "yes" || name == _parts.VerbOf);
        var patterns = subject.Words["id"].Where(pattern => bare || pattern.Contains("{noun}", StringComparison.Ordinal)).ToArray();
        if (_parts.Pres.Count > 0 || patterns.Length == 0)
            patterns = [.. subject.Words["id"].Where(pattern => pattern.Contains("{noun}", StringComparison.Ordinal)), .. patterns.Length == 0 ? (string[])["{noun} {x}"] : []];
        var bareWords = bare && !noArticle && _parts.Pres.Count == 0 && subject.Words["bare"].Length > 0 && random.Below(100) < 45;
        var pattern = bareWords ? Pattern.Pick(subject.Words["bare"], random) : Pattern.Pick(patterns, random);
        var article = pattern.StartsWith("{noun}", StringComparison.Ordinal) && !noArticle ? Article("iddet") : "";
        return $"{article} {Pattern.Expand(pattern, random, name => name == "x" ? subject.Spoken : name == "name" ? SpokenItem.Speak(subject.Name) : _parts.Word(name))}";
    }

    // "the" stands before neither "all" nor "dana's".
    private static bool Determined(string before) => DeterminedStart().IsMatch(before);

    private string CommandLine(IReadOnlyList<SpokenItem> items)
    {
        var built = new StringBuilder(random.Below(2) == 0 ? $"{batch.Cli} " : "").Append(batch.Command.Name).Append(' ').Append(batch.Subcommand.Name);
        foreach (var item in items.OrderBy(item => !item.IsSubject))
            built.Append(' ').Append(item.IsSubject ? item.Spoken : _parts.Say("option", item with { Words = speech.Lexicon.Find("types", item.Argument is null ? "flag" : "argument") }));
        return built.ToString();
    }

    [GeneratedRegex(@"\{@(?<name>[^{}]*)\}", RegexOptions.NonBacktracking)]
    private static partial Regex Argument();

    [GeneratedRegex(@"^(all|every|any|each|only|just|\S+'s)\b", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex DeterminedStart();

}
