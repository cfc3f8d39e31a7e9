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

    /// <summary>Reads a reply. A fence or prose around the array is passed over; of several arrays the longest is meant. What a cut reply holds is not taken: half a batch would pass for one.</summary>
    public static ExamplesReply Of(TeacherReply reply)
    {
        if (NoAnswer.Reason(reply) is { } none)
            return new ExamplesReply([], none, reply.Text);
        var found = JsonFinder.Find(reply.Text);
        if (reply.FinishReason == Length && (found.Fault is not null || found.Cut))
            return new ExamplesReply([], Length, $"The reply was cut off after {reply.OutputTokens} tokens; lower SynthExamplesPerCall, or raise the teacher's max_tokens.");
        if (found.Fault is { } fault)
            return new ExamplesReply([], NotJson, fault);
        var arrays = found.Texts.Select(text => JsonElement.Parse(text)).Where(json => json.ValueKind == JsonValueKind.Array).ToArray();
        if (arrays.Length == 0)
            return new ExamplesReply([], NotJson, "The reply holds JSON, but no array.");
        var array = arrays.MaxBy(json => json.GetArrayLength());
        return array.GetArrayLength() == 0
            ? new ExamplesReply([], NoAnswer.Empty, "The array is empty.")
            : new ExamplesReply([.. array.EnumerateArray()], null, null);
    }
}
