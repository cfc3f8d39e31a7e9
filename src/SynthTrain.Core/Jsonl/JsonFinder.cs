using System.Buffers;
using System.Text;
using System.Text.Json;

namespace SynthTrain.Core.Jsonl;

/// <summary>Finds the JSON document in a reply: the whole of it, or what stands in a code fence, in prose, after a byte order mark or after a model's thoughts.</summary>
/// <remarks>
/// Only whole documents count. Where a bracket begins something that looks like a document and is broken or cut off, there is none: what lies within it would be a part of the answer that passes for all of it, and
/// what stood before it was an example or a draft. Thoughts that never end hold no answer either.
/// </remarks>
public static class JsonFinder
{
    private const string Thoughts = "<think>";
    private const string ThoughtsEnd = "</think>";
    private const int MostDocuments = 16;
    private const int MostStarts = 256;
    private static readonly JsonDocumentOptions s_whole = new() { AllowDuplicateProperties = false };
    private static readonly SearchValues<byte> s_opening = SearchValues.Create("{["u8);

    /// <summary>Never throws, whatever the text.</summary>
    public static FoundJson Find(string text)
    {
        if (Fault(text) is not { } fault)
            return new FoundJson([text], Cut: false, null);
        var thoughts = text.LastIndexOf(ThoughtsEnd, StringComparison.Ordinal);
        var rest = thoughts < 0 ? text : text[(thoughts + ThoughtsEnd.Length)..];
        if (Thinks(rest))
            return new FoundJson([], Cut: true, "The reply ends within its thoughts.");
        var utf8 = Encoding.UTF8.GetBytes(rest);
        var found = new List<string>();
        if (Search(utf8, found) is { } broken)
            return new FoundJson([], Cut: true, broken);
        return found.Count > 0 ? new FoundJson(found, Cut: true, null) : new FoundJson([], Cut: true, utf8.AsSpan().ContainsAny(s_opening) ? fault : "The reply holds no JSON.");
    }

    /// <summary>Why a text is no JSON document; null when it is one.</summary>
    public static string? Fault(string text)
    {
        try
        {
            return LoneSurrogates.In(JsonElement.Parse(text, s_whole), text) ? "A text holds an escape such as \\ud83d without its other half." : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return e.Message;
        }
    }

    // Within a document, the word is text.
    private static bool Thinks(string text)
    {
        var (thoughts, document) = (text.IndexOf(Thoughts, StringComparison.Ordinal), text.AsSpan().IndexOfAny('{', '['));
        return thoughts >= 0 && (document < 0 || thoughts < document);
    }

    // Returns what is wrong with the document that the search ended at; null when it ended at none.
    private static string? Search(ReadOnlySpan<byte> utf8, List<string> found)
    {
        var at = 0;
        for (var start = 0; start < MostStarts && found.Count < MostDocuments; start++)
        {
            var next = utf8[at..].IndexOfAny(s_opening);
            if (next < 0)
                return null;
            at += next;
            var (length, meant) = Read(utf8[at..]);
            if (length == 0 && meant)
                return Fault(Encoding.UTF8.GetString(utf8[at..]));
            if (length > 0)
            {
                var text = Encoding.UTF8.GetString(utf8.Slice(at, length));
                if (Fault(text) is { } fault)
                    return fault;
                found.Add(text);
            }

            at += Math.Max(1, length);
        }

        return null;
    }

    // The length of the document at the beginning, 0 when there is none; and whether one was meant: a name, or a bracket within the bracket.
    private static (int Length, bool Meant) Read(ReadOnlySpan<byte> utf8)
    {
        var meant = false;
        try
        {
            var json = new Utf8JsonReader(utf8, new JsonReaderOptions { AllowMultipleValues = true });
            while (json.Read())
            {
                if (json.CurrentDepth == 0 && json.TokenType is (JsonTokenType.EndObject or JsonTokenType.EndArray))
                    return ((int)json.BytesConsumed, meant);
                meant |= json.TokenType == JsonTokenType.PropertyName || (json.CurrentDepth > 0 && json.TokenType is (JsonTokenType.StartObject or JsonTokenType.StartArray));
            }
        }
        catch (JsonException)
        {
            // Prose in brackets, or a broken document.
        }

        return (0, meant);
    }
}
