using System.Text.Json;
using SynthTrain.Core.Jsonl;
using SynthTrain.Stages.Answers;

namespace SynthTrain.Stages.Critiques;

/// <summary>Finds what is wrong with a draft, from its text and the schema alone.</summary>
internal static class DraftAnalysis
{
    private const int MaxIssues = 20;
    private const int MaxSchemaIssues = 6;
    private const int MaxMessage = 400;

    /// <summary>The issues; empty for a draft without flaws.</summary>
    public static IReadOnlyList<CritiqueIssue> Of(string draft, ResponseSchema schema)
    {
        JsonElement answer;
        try
        {
            answer = JsonElement.Parse(AnswerReading.Unfenced(draft), new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (InvalidOperationException)
        {
            return [new CritiqueIssue(IssueKinds.NotJson, "", AnswerReading.HalfCharacter)];
        }
        catch (JsonException e)
        {
            return [new CritiqueIssue(IssueKinds.NotJson, "", Shorten($"The draft is not JSON: {e.Message} Write one JSON object and nothing else."))];
        }

        if (LoneSurrogates.In(answer, draft))
            return [new CritiqueIssue(IssueKinds.NotJson, "", AnswerReading.HalfCharacter)];
        return answer.ValueKind == JsonValueKind.Object
            ? Of(answer, schema)
            : [new CritiqueIssue(IssueKinds.NotJson, "", "The draft is JSON, but no object. Write one JSON object and nothing else.")];
    }

    private static IReadOnlyList<CritiqueIssue> Of(JsonElement answer, ResponseSchema schema)
    {
        var issues = schema.Validate(answer, MaxSchemaIssues).Select(error => new CritiqueIssue(IssueKinds.Schema, error.InstancePath, Shorten(error.Message))).ToList();
        var entries = AnswerEntries.Of(answer);
        CoverageCheck.Run(answer, entries, issues);
        if (answer.TryGetProperty("payload", out var payload) && payload.ValueKind == JsonValueKind.Object)
        {
            OrderCheck.Run(payload, issues);
            TreeCheck.Run(payload, issues);
        }

        WordingCheck.Run(answer, entries, issues);
        return [.. issues.Take(MaxIssues)];
    }

    private static string Shorten(string message) => message.Length <= MaxMessage ? message : message[..(MaxMessage - 2)] + " …";
}
