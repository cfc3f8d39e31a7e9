using Microsoft.Extensions.AI;

namespace SynthTrain.Teachers.Providers;

/// <summary>Why replies end, in one set of words: <c>stop</c>, <c>length</c>, <c>content_filter</c>, <c>refusal</c>, <c>other</c>.</summary>
internal static class FinishReasons
{
    /// <summary>The model declines.</summary>
    public static ChatFinishReason Refusal { get; } = new("refusal");

    /// <summary>Anything else.</summary>
    public static ChatFinishReason Other { get; } = new("other");

    /// <summary>The word that replies carry. A client that gives no reason has stopped by itself.</summary>
    public static string Normal(ChatFinishReason? reason) => reason?.Value switch
    {
        null or "stop" => "stop",
        "length" => "length",
        "content_filter" => "content_filter",
        "refusal" => "refusal",
        _ => "other",
    };

    /// <summary>The words of chat completions, and those that compatible servers add.</summary>
    public static ChatFinishReason? OfOpenAI(string? reason) => reason switch
    {
        null => null,
        "stop" or "eos" or "end_turn" => ChatFinishReason.Stop,
        "length" or "max_tokens" => ChatFinishReason.Length,
        "content_filter" => ChatFinishReason.ContentFilter,
        _ => Other,
    };

    /// <summary>The words of Gemini's <c>FinishReason</c>.</summary>
    public static ChatFinishReason? OfGemini(string? reason) => reason switch
    {
        null or "FINISH_REASON_UNSPECIFIED" => null,
        "STOP" => ChatFinishReason.Stop,
        "MAX_TOKENS" => ChatFinishReason.Length,
        "SAFETY" or "RECITATION" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" or "MODEL_ARMOR" => ChatFinishReason.ContentFilter,
        _ => Other,
    };
}
