using SynthTrain.Core.Hashing;
using SynthTrain.Stages.CliSchemas;

namespace SynthTrain.Stages.GenerateExamples.Offline;

/// <summary>How the subcommand of a batch, its object, its arguments and its flags are spoken of.</summary>
internal sealed class Speech
{
    // The private use area of Unicode: no key types it.
    private const char FirstToken = '\uE000';

    private readonly OfflineBatch _batch;

    public Speech(OfflineBatch batch)
    {
        _batch = batch;
        Lexicon = WordBook.Shipped.With(batch.Lexicon);
        var (command, subcommand) = (batch.Command.Name, batch.Subcommand.Name);
        Action = Lexicon.Find("actions", $"{command} {subcommand}", subcommand);
        Kind = Action.One("kind") ?? (batch.Subcommand.Arguments.Any(argument => argument.IsRequired) ? "act" : "show");
        Frames = Lexicon.Find("kinds", Kind, Lexicon.Find("kinds", Kind).One("like") ?? "act");
        Verbs = Action["do"] is { Length: > 0 } verbs ? verbs : OwnVerbs();
        Nouns = [.. (Lexicon.Find("objects", $"{command} {subcommand}", command)["noun"] is { Length: > 0 } nouns ? nouns : OwnNouns()).Select(Split)];
        Object = Lexicon.Find("objects", command);
    }

    /// <summary>The words.</summary>
    public WordBook Lexicon { get; }

    /// <summary>The subcommand's entry.</summary>
    public LexiconEntry Action { get; }

    /// <summary>The command's entry.</summary>
    public LexiconEntry Object { get; }

    /// <summary>What sort of thing the subcommand does: <c>list</c>, <c>show</c>, <c>act</c>, <c>make</c> or a project's own.</summary>
    public string Kind { get; }

    /// <summary>The sentences of that sort.</summary>
    public LexiconEntry Frames { get; }

    /// <summary>Imperatives; <c>*</c> marks where the object stands.</summary>
    public IReadOnlyList<string> Verbs { get; }

    /// <summary>Names of the object: one, several.</summary>
    public IReadOnlyList<(string One, string Many)> Nouns { get; }

    /// <summary>An argument with a value, or without one where the value is still to come.</summary>
    public SpokenItem Speak(CliArgument argument, SeededRandom random)
    {
        var at = _batch.Subcommand.Arguments.ToList().IndexOf(argument);
        var type = argument.Type.ToString().ToLowerInvariant();
        if (argument.Values.Count > 0)
        {
            var value = random.Pick(argument.Values);
            return new(argument.Name, Known("values", [.. Keys($"{argument.Name} {value}"), value], "value")) { Argument = argument, Value = value };
        }

        var words = Known("arguments", Keys(argument.Name), type);
        var made = new SlotValues(Lexicon, random).Make(words.One("slot") ?? "word");
        return new(argument.Name, words) { Argument = argument, Value = argument.Type == CliArgumentType.Integer ? Whole(made, random) : made.Length > 0 ? made : "x", Token = ((char)(FirstToken + at)).ToString() };
    }

    /// <summary>A flag.</summary>
    public SpokenItem Speak(CliFlag flag) => new(flag.Name, Known("flags", Keys(flag.Name), "flag")) { Short = flag.Short };

    /// <summary>What an object is called, one and several.</summary>
    public static (string One, string Many) Split(string noun) => noun.Split('/', 2) is [var one, var many] ? (one.Trim(), many.Trim()) : (noun, noun + "s");

    private static string Whole(string made, SeededRandom random) => long.TryParse(made, System.Globalization.CultureInfo.InvariantCulture, out var whole) ? whole.ToString(System.Globalization.CultureInfo.InvariantCulture) : (1 + random.Below(999)).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private string[] Keys(string name) => [$"{_batch.Command.Name} {_batch.Subcommand.Name} {name}", $"{_batch.Command.Name} {name}", $"{_batch.Subcommand.Name} {name}", $"{Kind} {name}", name];

    // What the lexicon knows by name is spoken of in its own words; only the keyword style is everybody's.
    private LexiconEntry Known(string section, string[] keys, string general)
    {
        var (own, all) = (Lexicon.Find(section, keys), Lexicon.Find(section, general));
        return own.Layers.Count == 0 ? all : new([.. own.Layers, new Dictionary<string, string[]>(StringComparer.Ordinal) { ["key"] = all["key"] }]);
    }

    private List<string> OwnVerbs()
    {
        var verbs = new List<string> { SpokenItem.Speak(_batch.Subcommand.Name) };
        if (_batch.Subcommand.Description.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var first, _, ..] && first.All(char.IsLetter))
            verbs.Add(first.ToLowerInvariant());
        return verbs;
    }

    // "Work with tickets" names the object better than the command does.
    private string[] OwnNouns()
    {
        var said = _batch.Command.Description.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var start = Array.FindIndex(said, word => word is "with" or "Manage" or "manage") + 1;
        var described = start > 0 && said.Length - start is > 0 and < 4 ? string.Join(' ', said[start..]).TrimEnd('.') : "";
        return [.. ((string[])[described, SpokenItem.Speak(_batch.Command.Name)]).Where(name => name.Length > 0).DefaultIfEmpty("it").Select(Counted).Distinct(StringComparer.Ordinal)];
    }

    private static string Counted(string name)
    {
        if (name.EndsWith("ies", StringComparison.Ordinal))
            return $"{name[..^3]}y/{name}";
        return name.EndsWith('s') && !name.EndsWith("ss", StringComparison.Ordinal) ? $"{name[..^1]}/{name}" : $"{name}/{name}s";
    }
}
