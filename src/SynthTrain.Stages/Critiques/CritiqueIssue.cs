using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Stages.Answers;

namespace SynthTrain.Stages.Critiques;

/// <summary>Something to mend in a draft.</summary>
/// <param name="Kind">One of <see cref="IssueKinds"/> for the offline teacher; whatever the critique's schema allows for others.</param>
/// <param name="Path">JSON pointer into the draft; empty for the whole of it.</param>
/// <param name="Message">What is wrong and how to mend it.</param>
internal sealed record CritiqueIssue(string Kind, string Path, string Message)
{
    /// <summary>The issue as critiques hold it.</summary>
    public JsonObject ToJson() => new() { ["kind"] = Kind, ["path"] = Path, ["message"] = Message };

    /// <summary>The issues of a critique, as far as they can be read.</summary>
    public static IReadOnlyList<CritiqueIssue> Read(JsonElement critique)
    {
        if (critique.ValueKind != JsonValueKind.Object || !critique.TryGetProperty("issues", out var issues) || issues.ValueKind != JsonValueKind.Array)
            return [];
        return
        [
            .. issues.EnumerateArray().Where(issue => issue.ValueKind == JsonValueKind.Object)
                .Select(issue => new CritiqueIssue(RowText.Get(issue, "kind"), RowText.Get(issue, "path"), RowText.Get(issue, "message"))),
        ];
    }
}
