using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Prompts;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;
using SynthTrain.Stages.Answers;

namespace SynthTrain.Stages.Drafts;

/// <summary>Asks for one answer a plan row: <c>[IN] plan, template, schema</c>, <c>[OUT] drafts</c>.</summary>
/// <remarks>Every answer becomes a row, also one that is no JSON: judging is the critique's part. Only a refusal or an empty text is rejected.</remarks>
[Stage("drafts")]
public sealed class DraftsStage : IRowStage, IStageValidator
{
    /// <summary>The task of its requests.</summary>
    public const string Task = "draft";

    private static readonly string[] s_fields = ["category", "difficulty", "payload_type", "region", "subject"];
    private static readonly string[] s_slots = ["prompt", "knowledge", "schema", .. s_fields];

    /// <inheritdoc/>
    public RowPlan Prepare(StageContext context)
    {
        var schema = ResponseSchema.Load(context, "schema");
        var template = Template(context);
        return new RowPlan
        {
            Source = StageRows.Read(context, "plan", "prompt"),
            SourceCount = JsonlReader.Count(context.Files, context.Input("plan")),
            Map = (row, asking) => MapAsync(row, asking, template, schema),
            KeyParts = [template.Source, schema.Text],
            Figures = new PassRates(),
        };
    }

    /// <inheritdoc/>
    public void Validate(StageContext context)
    {
        Template(context);
        ResponseSchema.Load(context, "schema");
    }

    private static PromptTemplate Template(StageContext context)
    {
        var path = context.Input("template");
        return PromptTemplate.Load(context.Files, path, context.Display(path), s_slots, ["prompt"]);
    }

    private static async ValueTask<RowResult> MapAsync(SourceRow row, RowContext asking, PromptTemplate template, ResponseSchema schema)
    {
        var reply = await asking.AskAsync(new TeacherRequest
        {
            Task = Task,
            Messages = [new TeacherMessage("user", template.Fill(Values(row.Json, schema)))],
            Teacher = asking.Teacher,
            ResponseSchema = schema.Text,
            Source = row.Json,
            RowId = row.Id,
        });
        return NoAnswer.Reason(reply) is { } reason ? RowResult.Reject(reason, reply.Text) : RowResult.Accept(Row(row, reply, schema));
    }

    private static Dictionary<string, string> Values(JsonElement row, ResponseSchema schema)
    {
        var values = s_fields.ToDictionary(field => field, field => RowText.Get(row, field), StringComparer.Ordinal);
        values["prompt"] = RowText.Get(row, "prompt");
        values["knowledge"] = KnowledgeText.Of(row);
        values["schema"] = schema.Text;
        return values;
    }

    private static JsonObject Row(SourceRow row, TeacherReply reply, ResponseSchema schema)
    {
        var reading = AnswerReading.Of(reply.Text, schema);
        var draft = new JsonObject { ["id"] = row.Id };
        foreach (var field in s_fields.Where(field => row.Json.TryGetProperty(field, out _)))
            draft[field] = RowText.Get(row.Json, field);
        draft["prompt"] = RowText.Get(row.Json, "prompt");
        draft["draft"] = reply.Text;
        draft["parse_ok"] = reading.ParseOk;
        draft["schema_ok"] = reading.SchemaOk;
        draft["errors"] = new JsonArray([.. reading.Errors.Select(error => (JsonNode?)error)]);
        draft["finish_reason"] = reply.FinishReason;
        draft["model"] = reply.Model;
        return draft;
    }
}
