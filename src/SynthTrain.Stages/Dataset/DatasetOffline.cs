using System.Text.Json;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Teachers;
using SynthTrain.Stages.Answers;
using SynthTrain.Stages.Drafts;

namespace SynthTrain.Stages.Dataset;

/// <summary>Refinements by rules: mends the draft and keeps what is good in it; a draft that cannot be read or mended is written anew from the plan row.</summary>
[OfflineRule(DatasetStage.Task)]
public sealed class DatasetOffline : IOfflineRule
{
    private readonly SchemaMemo _schemas = new();

    /// <inheritdoc/>
    public string Answer(TeacherRequest request)
    {
        var source = request.Source ?? JsonElement.Parse("{}");
        var plan = source.TryGetProperty("plan", out var given) ? given : source;
        var draft = source.TryGetProperty("draft", out var row) ? RowText.Get(row, "draft") : "";
        var schema = _schemas.Of(request.ResponseSchema ?? "true");
        return JsonText.ToText(AnswerMender.Mend(draft, DraftGround.Read(plan, request.Sample), schema));
    }
}
