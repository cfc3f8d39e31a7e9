using System.Text.Json;
using SynthTrain.Models.Templates;

namespace SynthTrain.Models.Ollama;

/// <summary>The Jinja template that a Go template is made of, and what Ollama's tokenizer puts in front of a rendering.</summary>
internal sealed class GoTemplateSource
{
    private readonly IReadOnlyDictionary<string, JsonElement> _variables;

    /// <param name="template">The Jinja template.</param>
    /// <param name="addsBos">Whether the tokenizer puts the begin-of-sequence token in front.</param>
    /// <param name="variables">The template's variables.</param>
    public GoTemplateSource(ChatTemplate template, bool addsBos, IReadOnlyDictionary<string, JsonElement> variables)
    {
        (Template, _variables) = (template, variables);
        var token = Variable("bos_token");
        Begin = token.Length > 0 && TryRender([new("user", "Hi")], prompt: true, null) is { } text && text.StartsWith(token, StringComparison.Ordinal) ? token : string.Empty;
        Added = addsBos ? Begin : string.Empty;
        Excess = !addsBos || Begin.Length > 0 ? null : $"every conversation (the tokenizer puts {(token.Length > 0 ? $"'{token}'" : "a token")} in front, which the template does not)";
    }

    public ChatTemplate Template { get; }

    /// <summary>The begin-of-sequence token, where the template writes it in front of a conversation; else empty.</summary>
    public string Begin { get; }

    /// <summary>The part of a rendering that the tokenizer writes, so that a Go template must not: <see cref="Begin"/> or nothing.</summary>
    public string Added { get; }

    /// <summary>What is said where the tokenizer writes a token that the template does not: no Go template can take it away.</summary>
    public string? Excess { get; }

    /// <summary>A variable's text; empty where it has none.</summary>
    public string Variable(string name) => _variables.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : string.Empty;

    /// <summary>What differs between the whole prompts of the two, or null. A conversation that the Jinja template refuses has no difference.</summary>
    public string? Difference(GoTemplateProgram program, IEnumerable<GoMessage> messages)
    {
        var collated = GoMessage.Collate(messages);
        if (Wanted(collated) is not { } wanted)
            return null;
        var got = Added + program.Run(collated);
        return wanted == got ? null : $"Jinja gives {JsonSerializer.Serialize(wanted)}, Go gives {JsonSerializer.Serialize(got)}";
    }

    /// <summary>The prompt that Ollama is to send for joined messages; null where the template refuses them.</summary>
    public string? Wanted(IReadOnlyList<GoMessage> collated)
    {
        var goOn = collated is [.., { Role: "assistant" }];
        return TryRender(collated, !goOn, goOn ? "content" : null);
    }

    /// <summary>The rendering; null where the template fails.</summary>
    public string? TryRender(IEnumerable<GoMessage> messages, bool prompt, string? goOn)
    {
        var json = JsonSerializer.SerializeToElement(messages.Select(m => new Dictionary<string, string>(StringComparer.Ordinal) { ["role"] = m.Role, ["content"] = m.Content }));
        try
        {
            return Template.Render(new ChatTemplateInput { Messages = json, AddGenerationPrompt = prompt, ContinueFinalMessage = goOn, Variables = _variables }).Text;
        }
        catch (ModelException)
        {
            return null;
        }
    }
}
