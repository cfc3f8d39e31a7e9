using System.Text.Json;

namespace SynthTrain.Models.Templates;

/// <summary>What a chat template is given.</summary>
public sealed record ChatTemplateInput
{
    /// <summary>The date that <c>strftime_now</c> sees when none is given: 26 July 2024, the one that Llama 3's templates fall back to.</summary>
    public static readonly DateTime PinnedDate = new(2024, 7, 26, 0, 0, 0, DateTimeKind.Unspecified);

    /// <summary>The conversation: a JSON array of objects with <c>role</c> and mostly <c>content</c>. The order of keys and the kinds of numbers are kept.</summary>
    public required JsonElement Messages { get; init; }

    /// <summary>The tools as a JSON array; none by default.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>The documents as a JSON array; none by default.</summary>
    public JsonElement? Documents { get; init; }

    /// <summary>Whether the text ends where the assistant is to begin; false by default.</summary>
    public bool AddGenerationPrompt { get; init; }

    /// <summary>The field of the last message that the model is to go on writing, mostly <c>content</c>; null (default) for none.</summary>
    public string? ContinueFinalMessage { get; init; }

    /// <summary>All other variables: <c>bos_token</c>, <c>eos_token</c>, <c>enable_thinking</c>…</summary>
    public IReadOnlyDictionary<string, JsonElement> Variables { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>The date that <c>strftime_now</c> sees; <see cref="PinnedDate"/> by default, never today.</summary>
    public DateTime Now { get; init; } = PinnedDate;

    /// <summary>The messages as values already, in place of <see cref="Messages"/>.</summary>
    internal PyList? Values { get; init; }

    /// <summary>What one rendering may cost.</summary>
    public TemplateLimits Limits { get; init; } = TemplateLimits.Default;
}
