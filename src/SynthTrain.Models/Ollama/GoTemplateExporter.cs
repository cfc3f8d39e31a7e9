using System.Text.Json;
using System.Text.RegularExpressions;
using SynthTrain.Models.Templates;

namespace SynthTrain.Models.Ollama;

/// <summary>Makes the Go template that Ollama needs of a model's Jinja template, and proves on conversations that both render the same.</summary>
public static partial class GoTemplateExporter
{
    [GeneratedRegex(@"<[^<>\s]{1,40}>|\[/?[A-Z_]{2,20}\]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Token { get; }

    /// <summary>Conversations that the two templates must agree on.</summary>
    private static readonly (string Name, GoMessage[] Messages)[] s_probes =
    [
        ("one question", [new("user", "Hi")]),
        ("system and question", [new("system", "Be brief."), new("user", "Hi")]),
        ("two turns", [new("user", "Hi"), new("assistant", "Hello!"), new("user", "How are you?")]),
        ("system and two turns", [new("system", "Be brief."), new("user", "Hi"), new("assistant", "Hello!"), new("user", "How are you?")]),
        ("three turns", [new("user", "1"), new("assistant", "2"), new("user", "3"), new("assistant", "4"), new("user", "5")]),
        ("an answer to go on with", [new("user", "Hi"), new("assistant", "Hel")]),
        ("lines, quotes and braces", [new("user", "a\n\nb \"c\" {{ d }} <e> é😀"), new("assistant", "<b>\n{}"), new("user", "x")]),
    ];

    private static readonly (string Name, GoMessage[] Messages) s_emptySystem = ("an empty system message", [new("system", string.Empty), new("user", "Hi")]);

    /// <summary>Conversations in which a difference is told, and does not forbid the export.</summary>
    private static readonly (string Name, GoMessage[] Messages)[] s_told =
    [
        (Whitespace, [new("system", " s\n"), new("user", " u "), new("assistant", "\na\n"), new("user", " v\n")]),
        (Whitespace, [new("user", " u "), new("assistant", "\na\n"), new("user", " v\n")]),
        s_emptySystem,
        ("only a system message", [new("system", "S")]),
        ("empty texts", [new("user", string.Empty), new("assistant", string.Empty), new("user", string.Empty)]),
        ("a system message in the middle", [new("system", "S"), new("user", "a"), new("assistant", "b"), new("system", "T"), new("user", "c")]),
        ("a system message behind a question", [new("user", "a"), new("assistant", "b"), new("system", "T"), new("user", "c")]),
        ("thoughts in an earlier answer", [new("user", "a"), new("assistant", "<think>\nt\n</think>\n\nb"), new("user", "c")]),
        ("thoughts in an answer to go on with", [new("user", "a"), new("assistant", "<think>t</think>b")]),
        ("half a thought in an answer", [new("user", "a"), new("assistant", "t</think>b"), new("user", "c"), new("assistant", "<think>d"), new("user", "e")]),
        ("a switch such as /no_think in the system message", [new("system", "S /no_think"), new("user", "a")]),
        ("a message of the role 'tool'", [new("user", "a"), new("tool", "b")]),
        ("a message of the role 'developer'", [new("developer", "a"), new("user", "b")]),
        ("a first answer without a question", [new("assistant", "a"), new("user", "b")]),
    ];

    internal const string Whitespace = "whitespace around texts";

    /// <summary>Makes and proves the Go template.</summary>
    /// <param name="template">The Jinja template.</param>
    /// <param name="addsBos">
    /// Whether the model's tokenizer puts <c>bos_token</c> in front of each prompt (<see cref="Tokenizers.GgufVocabulary.AddsBos"/>): the Go template then
    /// leaves it out, and writes it otherwise.
    /// </param>
    /// <param name="variables">The template's variables: <c>bos_token</c>, <c>eos_token</c>… One that is not given is undefined for the template.</param>
    /// <exception cref="ModelException"><see cref="ModelFault.TemplateNotExportable"/>, with the first conversation that differs.</exception>
    public static GoTemplate For(ChatTemplate template, bool addsBos, IReadOnlyDictionary<string, JsonElement>? variables = null)
    {
        var source = new GoTemplateSource(template, addsBos, variables ?? new Dictionary<string, JsonElement>());

        // A begin token that the template must write itself may be a part of the first message's piece, or stand in front of all: what leaves fewer differences is right.
        string[] begins = source.Added == source.Begin ? [source.Added] : [string.Empty, source.Begin];
        var (made, refusal) = begins.Select(begin => Attempt(source, begin)).MinBy(attempt => attempt.Template?.Limits.Count ?? int.MaxValue);
        return made ?? throw refusal!;
    }

    private static (GoTemplate? Template, ModelException? Refusal) Attempt(GoTemplateSource source, string begin)
    {
        try
        {
            return (Proven(source, begin), null);
        }
        catch (ModelException e)
        {
            return (null, e);
        }
    }

    private static GoTemplate Proven(GoTemplateSource source, string begin)
    {
        var pieces = new GoTemplateObserver(source, begin).Observe() ?? throw Refused(source, "it does not put the same pieces around each text (it may change, drop or number them)");
        var program = GoTemplateProgram.Parse(pieces.Write());
        if (source.Difference(program, s_emptySystem.Messages) is not null)
        {
            pieces = pieces with { FoldsEmpty = false };
            program = GoTemplateProgram.Parse(pieces.Write());
        }

        foreach (var (name, messages) in s_probes)
        {
            if (source.Difference(program, messages) is { } difference)
                throw Refused(source, $"the conversation '{name}' differs: {difference}");
        }

        var limits = s_told.Where(r => source.Difference(program, r.Messages) is not null).Select(r => r.Name).Distinct(StringComparer.Ordinal);
        return new GoTemplate(pieces.Write(), Stops(pieces, source), source.Excess is { } excess ? [excess, .. limits] : [.. limits]);
    }

    /// <summary>The tokens that end an answer or begin another's message; where there are none, the line that begins one.</summary>
    private static List<string> Stops(GoPieces pieces, GoTemplateSource source)
    {
        var stops = new List<string>();
        foreach (var text in new[] { pieces.Assistant.After, pieces.User.Before })
            stops.AddRange(Token.Matches(text).Select(m => m.Value));
        if (source.Variable("eos_token") is { Length: > 0 } end)
            stops.Add(end);
        if (Token.Count(pieces.User.Before) == 0 && pieces.User.Before.Trim() is { Length: > 0 } line)
            stops.Add(line);
        return [.. stops.Distinct(StringComparer.Ordinal)];
    }

    private static ModelException Refused(GoTemplateSource source, string why) => new(
        ModelFault.TemplateNotExportable,
        $"The chat template{(source.Template.File is null ? string.Empty : $" '{source.Template.File}'")} has no equal Go template for Ollama: {why}. "
        + "Only templates that put fixed texts around the messages can be exported; train with a built-in one, or write the Modelfile's TEMPLATE by hand.",
        source.Template.File);
}
