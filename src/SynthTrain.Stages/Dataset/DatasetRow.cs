using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Rows;
using SynthTrain.Stages.Answers;
using SynthTrain.Stages.Critiques;

namespace SynthTrain.Stages.Dataset;

/// <summary>A joined row, read.</summary>
internal sealed class DatasetRow
{
    private static readonly string[] s_kept = ["category", "difficulty", "payload_type", "region", "group"];

    private DatasetRow(JsonElement plan, string draft, string? verdict, IReadOnlyList<CritiqueIssue> issues) =>
        (Plan, Draft, Verdict, Issues) = (plan, draft, verdict, issues);

    /// <summary>The plan row.</summary>
    public JsonElement Plan { get; }

    /// <summary>The draft's text.</summary>
    public string Draft { get; }

    /// <summary>The critique's verdict; null when it holds none.</summary>
    public string? Verdict { get; }

    /// <summary>The critique's issues.</summary>
    public IReadOnlyList<CritiqueIssue> Issues { get; }

    /// <summary>Reads a source row; the reason of rejection when it lacks a part.</summary>
    public static (DatasetRow? Row, string? Missing) Read(SourceRow row)
    {
        var (plan, draft, critique) = (row.Json.GetProperty("plan"), row.Json.GetProperty("draft"), row.Json.GetProperty("critique"));
        if (draft.ValueKind == JsonValueKind.Null)
            return (null, RejectReasons.NoDraft);
        if (!draft.TryGetProperty("draft", out var text) || text.ValueKind != JsonValueKind.String)
            throw new SynthException(Codes.BadRow, $"The draft of row '{row.Id}' has no text 'draft'; give each row of the drafts one.", row.File, row.Line, 1);
        if (critique.ValueKind == JsonValueKind.Null)
            return (null, RejectReasons.NoCritique);
        var verdict = RowText.Get(critique, "verdict");
        return (new DatasetRow(plan, RowText.Get(draft, "draft"), verdict is CritiquesStage.Accept or CritiquesStage.Revise ? verdict : null, CritiqueIssue.Read(critique)), null);
    }

    /// <summary>The accepted row.</summary>
    public JsonObject ToJson(string id, JsonElement response, bool refined)
    {
        var json = new JsonObject { ["id"] = id };
        foreach (var field in s_kept)
        {
            if (Plan.TryGetProperty(field, out var value))
                json[field] = JsonSerializer.SerializeToNode(value, JsonElementContext.Default.JsonElement);
        }

        json["prompt"] = RowText.Get(Plan, "prompt");
        json["response"] = JsonSerializer.SerializeToNode(response, JsonElementContext.Default.JsonElement);
        json["refined"] = refined;
        json["issues"] = Issues.Count;
        return json;
    }
}
