using System.Text.Json;

namespace SynthTrain.Training.Data;

/// <summary>A row of training data: a conversation, or text.</summary>
internal sealed record SftRow
{
    /// <summary>The conversation, a JSON array of messages with role and content; undefined for text.</summary>
    public JsonElement Messages { get; init; }

    /// <summary>How many messages the prompt has, for a row of prompt and completion.</summary>
    public int? PromptMessages { get; init; }

    /// <summary>The row's tools, passed to the template.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>The text, of a prompt and what follows it.</summary>
    public string? Text { get; init; }

    /// <summary>How many characters of <see cref="Text"/> are the prompt's; <see langword="null"/> where there is none.</summary>
    public int? PromptLength { get; init; }
}
