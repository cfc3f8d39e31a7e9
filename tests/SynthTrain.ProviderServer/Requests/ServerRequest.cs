using System.Text;

namespace SynthTrain.Loopback.Requests;

/// <summary>What a request asks for, whichever provider's words it uses.</summary>
public sealed record ServerRequest
{
    /// <summary><c>openai</c>, <c>anthropic</c> or <c>gemini</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>The model's name as the request has it.</summary>
    public required string Model { get; init; }

    /// <summary>The conversation, the system prompt first.</summary>
    public required IReadOnlyList<ServerMessage> Messages { get; init; }

    /// <summary>The schema in the provider's own parameter; null when there is none.</summary>
    public string? Schema { get; init; }

    /// <summary>The name that the request gives the schema.</summary>
    public string SchemaName { get; init; } = "";

    /// <summary>Whether the provider checks the schema against its subset.</summary>
    public bool SchemaIsStrict { get; init; }

    /// <summary>The most tokens of the reply; null when the request does not say.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Whether the reply is streamed.</summary>
    public bool Stream { get; init; }

    /// <summary>Whether a stream ends with usage.</summary>
    public bool StreamUsage { get; init; }

    /// <summary>Hash of path and body, in hexadecimal digits.</summary>
    public string ContentHash { get; init; } = "";

    /// <summary>UTF-8 bytes of message contents by four, rounded up.</summary>
    public int PromptTokens => Tokens(Messages.Sum(message => Encoding.UTF8.GetByteCount(message.Content)));

    /// <summary>The text of all messages.</summary>
    public string Prompt => Messages.Count == 1 ? Messages[0].Content : string.Join('\n', Messages.Select(message => message.Content));

    /// <summary>Tokens of so many bytes.</summary>
    public static int Tokens(int bytes) => (bytes + 3) / 4;
}
