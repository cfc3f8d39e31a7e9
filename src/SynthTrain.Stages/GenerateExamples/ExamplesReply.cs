using System.Text.Json;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Teachers;
using SynthTrain.Stages.Answers;

namespace SynthTrain.Stages.GenerateExamples;

/// <summary>A reply read as a JSON array, or why it is none.</summary>
/// <param name="Elements">What stands in the array, whatever it is; empty with a reason.</param>
/// <param name="Reason">A stable word; null when there is an array.</param>
/// <param name="Detail">What a person needs to see why.</param>
internal sealed record ExamplesReply(IReadOnlyList<JsonElement> Elements, string? Reason, string? Detail)
{
    /// <summary>The reason of rejection when the reply is no array.</summary>
    public const string NotJson = "not_json";

    /// <summary>The reason of rejection when the reply was cut off.</summary>
    public const string Length = "length";

    /// <summary>Reads a reply. A fence or prose around the array is passed over; of several arrays the longest is meant; an element that cannot be read loses none of the others. What a cut reply holds is not taken: half a batch would pass for one.</summary>
    public static ExamplesReply Of(TeacherReply reply)
    {
        if (NoAnswer.Reason(reply) is { } none)
            return new ExamplesReply([], none, reply.Text);
        var found = JsonFinder.Find(reply.Text);
        if (reply.FinishReason == Length && (found.Fault is not null || found.Cut))
            return new ExamplesReply([], Length, $"The reply was cut off after {reply.OutputTokens} tokens; lower SynthExamplesPerCall, or raise the teacher's max_tokens.");
        if (found.Fault is { } fault)
            return Readable(reply.Text) is { } elements ? new ExamplesReply(elements, null, null) : new ExamplesReply([], NotJson, fault);
        var arrays = found.Texts.Select(text => List(JsonElement.Parse(text))).OfType<JsonElement>().ToArray();
        if (arrays.Length == 0)
            return new ExamplesReply([], NotJson, "The reply holds JSON, but no array.");
        var array = arrays.MaxBy(json => json.GetArrayLength());
        return array.GetArrayLength() == 0
            ? new ExamplesReply([], NoAnswer.Empty, "The array is empty.")
            : new ExamplesReply([.. array.EnumerateArray()], null, null);
    }

    // {"examples":[…]} is a list with a name: an object whose one list is of objects, and that is no example itself.
    private static JsonElement? List(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return json.ValueKind == JsonValueKind.Array ? json : null;
        JsonElement[] lists = [.. json.EnumerateObject().Select(property => property.Value).Where(value => value.ValueKind == JsonValueKind.Array)];
        return lists is [var list] && list.EnumerateArray().Any(element => element.ValueKind == JsonValueKind.Object) && !json.TryGetProperty("input", out _) ? list : null;
    }

    // An element that is no JSON is kept as its text: the split tells what is wrong with it. Where none can be read, the reply is no list.
    private static JsonElement[]? Readable(string text)
    {
        if (BrokenArray.Elements(text) is not { } texts)
            return null;
        var faults = texts.Select(JsonFinder.Fault).ToArray();
        return Array.TrueForAll(faults, fault => fault is not null)
            ? null
            : [.. texts.Zip(faults, (element, fault) => fault is null ? JsonElement.Parse(element) : JsonSerializer.SerializeToElement(element))];
    }
}
