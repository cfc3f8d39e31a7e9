using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Teachers;
using SynthTrain.Stages.Answers;

namespace SynthTrain.Stages.Critiques;

/// <summary>Critiques by rules: reads the draft's text and the schema, and nothing else.</summary>
[OfflineRule(CritiquesStage.Task)]
public sealed class CritiquesOffline : IOfflineRule
{
    private readonly SchemaMemo _schemas = new();

    /// <inheritdoc/>
    public string Answer(TeacherRequest request)
    {
        var source = request.Source ?? JsonElement.Parse("{}");
        var schema = _schemas.Of(source.TryGetProperty("schema", out var given) ? given.GetRawText() : "true");
        var issues = DraftAnalysis.Of(RowText.Get(source, "draft"), schema);
        return JsonText.ToText(new JsonObject
        {
            ["verdict"] = issues.Count == 0 ? CritiquesStage.Accept : CritiquesStage.Revise,
            ["issues"] = new JsonArray([.. issues.Select(issue => (JsonNode)issue.ToJson())]),
        });
    }
}
