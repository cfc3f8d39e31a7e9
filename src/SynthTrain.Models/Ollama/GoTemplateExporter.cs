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

    /// <summary>Rare conversations: a difference is told, and does not forbid the export.</summary>
    private static readonly (string Name, GoMessage[] Messages)[] s_rare =
    [
        (Whitespace, [new("system", " s\n"), new("user", " u "), new("assistant", "\na\n"), new("user", " v\n")]),
        (Whitespace, [new("user", " u "), new("assistant", "\na\n"), new("user", " v\n")]),
        s_emptySystem,
        ("only a system message", [new("system", "S")]),
        ("empty texts", [new("user", string.Empty), new("assistant", string.Empty), new("user", string.Empty)]),
        ("a system message in the middle", [new("system", "S"), new("user", "a"), new("assistant", "b"), new("system", "T"), new("user", "c")]),
        ("a system message behind a question", [new("user", "a"), new("assistant", "b"), new("system", "T"), new("user", "c")]),
        ("thoughts in an answer", [new("user", "a"), new("assistant", "<think>\nt\n</think>\n\nb"), new("user", "c")]),
        ("thoughts in an answer to go on with", [new("user", "a"), new("assistant", "<think>t</think>b")]),
        ("an open thought in an answer", [new("user", "a"), new("assistant", "t</think>b"), new("user", "c"), new("assistant", "<think>d"), new("user", "e")]),
        ("a message of the role 'tool'", [new("user", "a"), new("tool", "b")]),
        ("a message of the role 'developer'", [new("developer", "a"), new("user", "b")]),
        ("a first answer without a question", [new("assistant", "a"), new("user", "b")]),
    ];

    internal const string Whitespace = "whitespace around texts";

    /// <summary>Makes and proves the Go template.</summary>
    /// <param name="template">The Jinja template.</param>
    /// <param name="variables">Its variables: <c>bos_token</c>, <c>eos_token</c>…</param>
    /// <exception cref="ModelException"><see cref="ModelFault.TemplateNotExportable"/>, with the first conversation that differs.</exception>
    public static GoTemplate For(ChatTemplate template, IReadOnlyDictionary<string, JsonElement>? variables = null)
    {
        variables ??= new Dictionary<string, JsonElement>();
        var pieces = new GoTemplateObserver(template, variables).Observe() ?? throw Refused(template, "it does not put the same pieces around each text (it may change, drop or number them)");
        var text = pieces.Write();
        var parsed = GoTemplateProgram.Parse(text);
        if (Difference(template, variables, parsed, s_emptySystem.Messages) is not null)
        {
            text = (pieces with { FoldsEmpty = false }).Write();
            parsed = GoTemplateProgram.Parse(text);
        }

        foreach (var (name, messages) in s_probes)
        {
            if (Difference(template, variables, parsed, messages) is { } difference)
                throw Refused(template, $"the conversation '{name}' differs: {difference}");
        }

        var limits = s_rare.Where(r => Difference(template, variables, parsed, r.Messages) is not null).Select(r => r.Name).Distinct(StringComparer.Ordinal);
        return new GoTemplate(text, Stops(pieces, variables), [.. limits]);
    }

    /// <summary>What differs between the two, or null. A conversation that the Jinja template refuses has no difference.</summary>
    internal static string? Difference(ChatTemplate template, IReadOnlyDictionary<string, JsonElement> variables, GoTemplateProgram program, IEnumerable<GoMessage> messages)
    {
        var collated = GoMessage.Collate(messages);
        var goOn = collated is [.., { Role: "assistant" }];
        if (TryRender(template, variables, collated, !goOn, goOn ? "content" : null) is not { } wanted)
            return null;
        var got = program.Run(collated);
        return wanted == got ? null : $"Jinja gives {JsonSerializer.Serialize(wanted)}, Go gives {JsonSerializer.Serialize(got)}";
    }

    /// <summary>The text without the begin-of-sequence token; null where the template fails.</summary>
    internal static string? TryRender(ChatTemplate template, IReadOnlyDictionary<string, JsonElement> variables, IEnumerable<GoMessage> messages, bool prompt, string? goOn)
    {
        var json = JsonSerializer.SerializeToElement(messages.Select(m => new Dictionary<string, string>(StringComparer.Ordinal) { ["role"] = m.Role, ["content"] = m.Content }));
        try
        {
            var text = template.Render(new ChatTemplateInput { Messages = json, AddGenerationPrompt = prompt, ContinueFinalMessage = goOn, Variables = variables }).Text;
            var begin = variables.TryGetValue("bos_token", out var token) && token.ValueKind == JsonValueKind.String ? token.GetString()! : string.Empty;
            return text.StartsWith(begin, StringComparison.Ordinal) ? text[begin.Length..] : text;
        }
        catch (ModelException)
        {
            return null;
        }
    }

    /// <summary>The tokens that end an answer or begin another's message; where there are none, the line that begins one.</summary>
    private static List<string> Stops(GoPieces pieces, IReadOnlyDictionary<string, JsonElement> variables)
    {
        var stops = new List<string>();
        foreach (var text in new[] { pieces.Assistant.After, pieces.User.Before })
            stops.AddRange(Token.Matches(text).Select(m => m.Value));
        if (variables.TryGetValue("eos_token", out var token) && token.ValueKind == JsonValueKind.String && token.GetString() is { Length: > 0 } end)
            stops.Add(end);
        if (Token.Count(pieces.User.Before) == 0 && pieces.User.Before.Trim() is { Length: > 0 } line)
            stops.Add(line);
        return [.. stops.Distinct(StringComparer.Ordinal)];
    }

    private static ModelException Refused(ChatTemplate template, string why) => new(
        ModelFault.TemplateNotExportable,
        $"The chat template{(template.File is null ? string.Empty : $" '{template.File}'")} has no equal Go template for Ollama: {why}. "
        + "Only templates that put fixed texts around the messages can be exported; train with a built-in one, or write the Modelfile's TEMPLATE by hand.",
        template.File);
}
