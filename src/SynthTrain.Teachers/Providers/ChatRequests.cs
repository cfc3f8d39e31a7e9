using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Teachers.Providers;

/// <summary>Turns requests to one teacher into what chat clients take. What does not change from request to request is made once.</summary>
internal sealed class ChatRequests(TeacherDefinition definition)
{
    private readonly ChatOptions _plain = Options(definition, format: null);
    private Native? _last;

    /// <summary>Messages and options of a request.</summary>
    public (IReadOnlyList<ChatMessage> Messages, ChatOptions Options) Of(TeacherRequest request)
    {
        var messages = new List<ChatMessage>(request.Messages.Count + 1);
        foreach (var message in request.Messages)
            messages.Add(new ChatMessage(Role(message.Role), message.Content));
        if (request.ResponseSchema is not { } text)
            return (messages, _plain);
        if (Format(text) is { } native)
            return (messages, native);
        messages.Insert(InWordsAt(messages), new ChatMessage(ChatRole.System, InWords(text)));
        return (messages, _plain);
    }

    /// <summary>The message that carries a schema to a provider without a parameter for it.</summary>
    internal static string InWords(string schema) => $"Answer with one JSON value that is valid against the following JSON Schema, and with nothing else: no code fence, no word before or after it.\n\n{schema}";

    // After the system messages: they come first with every provider.
    private static int InWordsAt(List<ChatMessage> messages)
    {
        var at = messages.FindIndex(message => message.Role != ChatRole.System);
        return at < 0 ? messages.Count : at;
    }

    // A stage asks with one schema nearly always, so the last one is the next one.
    private ChatOptions? Format(string text)
    {
        if (_last is { } last && ReferenceEquals(last.Schema, text))
            return last.Options;
        var schema = JsonElement.Parse(text);
        var made = NativeSchemas.Takes(definition, schema) ? Options(definition, ChatResponseFormat.ForJsonSchema(schema, "response")) : null;
        _last = new Native(text, made);
        return made;
    }

    private static ChatRole Role(string role) => role switch
    {
        "system" => ChatRole.System,
        "assistant" => ChatRole.Assistant,
        _ => ChatRole.User,
    };

    private static ChatOptions Options(TeacherDefinition definition, ChatResponseFormat? format) => new()
    {
        Temperature = (float?)Number(definition, "temperature"),
        TopP = (float?)Number(definition, "top_p"),
        TopK = (int?)Number(definition, "top_k"),
        MaxOutputTokens = (int?)Number(definition, "max_tokens"),
        Seed = (long?)Number(definition, "seed"),
        FrequencyPenalty = (float?)Number(definition, "frequency_penalty"),
        PresencePenalty = (float?)Number(definition, "presence_penalty"),
        ResponseFormat = format,
        AdditionalProperties = Own(definition.OptionsJson),
    };

    private static double? Number(TeacherDefinition definition, string name) =>
        definition.Parameters.TryGetValue(name, out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : null;

    private static AdditionalPropertiesDictionary? Own(string? options)
    {
        if (options is null)
            return null;
        var own = new AdditionalPropertiesDictionary();
        foreach (var option in JsonElement.Parse(options).EnumerateObject())
            own[option.Name] = option.Value;
        return own;
    }

    private sealed record Native(string Schema, ChatOptions? Options);
}
