using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Prompts;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;
using SynthTrain.Stages.Answers;

namespace SynthTrain.Stages.Critiques;

/// <summary>Asks what is wrong with each draft: <c>[IN] drafts, template, schema, critique_schema</c>, <c>[OUT] critiques</c>.</summary>
/// <remarks>The critic sees the draft's text and the schema, and nothing of the plan.</remarks>
[Stage("critiques")]
public sealed class CritiquesStage : IRowStage, IStageValidator
{
    /// <summary>The task of its requests.</summary>
    public const string Task = "critique";

    /// <summary>The verdict that leaves a draft as it is.</summary>
    public const string Accept = "accept";

    /// <summary>The verdict that sends a draft to refinement.</summary>
    public const string Revise = "revise";

    /// <inheritdoc/>
    public RowPlan Prepare(StageContext context)
    {
        var schema = ResponseSchema.Load(context, "schema");
        var critiqueSchema = ResponseSchema.Load(context, "critique_schema");
        var template = Template(context);
        return new RowPlan
        {
            Source = StageRows.Read(context, "drafts", "draft"),
            SourceCount = JsonlReader.Count(context.Files, context.Input("drafts")),
            Map = (row, asking) => MapAsync(row, asking, template, (schema, critiqueSchema)),
            KeyParts = [template.Source, schema.Text, critiqueSchema.Text],
            Figures = new CritiqueFigures(),
        };
    }

    /// <inheritdoc/>
    public void Validate(StageContext context)
    {
        Template(context);
        ResponseSchema.Load(context, "schema");
        ResponseSchema.Load(context, "critique_schema");
    }

    private static PromptTemplate Template(StageContext context)
    {
        var path = context.Input("template");
        return PromptTemplate.Load(context.Files, path, context.Display(path), ["draft", "schema"], ["draft"]);
    }

    private static async ValueTask<RowResult> MapAsync(SourceRow row, RowContext asking, PromptTemplate template, (ResponseSchema Draft, ResponseSchema Critique) schemas)
    {
        var draft = RowText.Get(row.Json, "draft");
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["draft"] = draft, ["schema"] = schemas.Draft.Text };
        var reply = await asking.AskAsync(new TeacherRequest
        {
            Task = Task,
            Messages = [new TeacherMessage("user", template.Fill(values))],
            Teacher = asking.Teacher,
            ResponseSchema = schemas.Critique.Text,
            Source = CritiqueSource.Of(draft, schemas.Draft),
            RowId = row.Id,
        });
        return NoAnswer.Reason(reply) is { } reason ? RowResult.Reject(reason, reply.Text) : RowResult.Accept(Row(row.Id, reply, schemas.Critique));
    }

    private static JsonObject Row(string id, TeacherReply reply, ResponseSchema schema)
    {
        var reading = AnswerReading.Of(reply.Text, schema);
        var verdict = reading.Json is { } json ? RowText.Get(json, "verdict") : "";
        var issues = reading.Json is { } critique ? CritiqueIssue.Read(critique) : [];
        return new JsonObject
        {
            ["id"] = id,
            // Null is no verdict: the reply could not be read, and none is made up.
            ["verdict"] = verdict is Accept or Revise ? verdict : null,
            ["issues"] = new JsonArray([.. issues.Select(issue => (JsonNode)issue.ToJson())]),
            ["parse_ok"] = reading.ParseOk,
            ["schema_ok"] = reading.SchemaOk,
            ["errors"] = new JsonArray([.. reading.Errors.Select(error => (JsonNode?)error)]),
            ["critique"] = reply.Text,
            ["finish_reason"] = reply.FinishReason,
            ["model"] = reply.Model,
        };
    }
}
