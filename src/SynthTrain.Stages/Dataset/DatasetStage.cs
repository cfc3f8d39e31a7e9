using System.Text.Json;
using SynthTrain.Core.Prompts;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;
using SynthTrain.Stages.Answers;
using SynthTrain.Stages.Critiques;

namespace SynthTrain.Stages.Dataset;

/// <summary>Joins plan, drafts and critiques, has refined what needs it, and keeps what passes the gate: <c>[IN] plan, drafts, critiques, template, schema</c>, <c>[OUT] dataset</c>.</summary>
/// <remarks>
/// A refinement is asked when the critique says <c>revise</c>, and when the draft breaks the schema whatever the critique says.
/// A draft that keeps to the schema and whose critique says <c>accept</c>, or could not be read, is taken as it is.
/// </remarks>
[Stage("dataset")]
public sealed class DatasetStage : IRowStage, IStageValidator
{
    /// <summary>The task of its requests.</summary>
    public const string Task = "refine";

    /// <inheritdoc/>
    public RowPlan Prepare(StageContext context)
    {
        var options = DatasetOptions.From(context.Options);
        var schema = ResponseSchema.Load(context, "schema");
        var template = Template(context);
        var join = new DatasetJoin(context, options.PartialInputs);
        return new RowPlan
        {
            Source = join.Rows(),
            SourceCount = join.Count,
            Map = (row, asking) => MapAsync(row, asking, (options.Gating, template, schema)),
            KeyParts = [options.Gating.ToString(), template.Source, schema.Text],
            Figures = new RefinedRate(),
        };
    }

    /// <inheritdoc/>
    public void Validate(StageContext context)
    {
        DatasetOptions.From(context.Options);
        Template(context);
        ResponseSchema.Load(context, "schema");
    }

    private static PromptTemplate Template(StageContext context)
    {
        var path = context.Input("template");
        return PromptTemplate.Load(context.Files, path, context.Display(path), ["prompt", "payload_type", "knowledge", "draft", "issues", "schema"], ["draft", "issues"]);
    }

    private static async ValueTask<RowResult> MapAsync(SourceRow source, RowContext asking, (Gating Gating, PromptTemplate Template, ResponseSchema Schema) how)
    {
        var (row, missing) = DatasetRow.Read(source);
        if (row is null)
            return RowResult.Reject(missing!);
        if (how.Gating == Gating.Strict && row.Verdict is null)
            return RowResult.Reject(RejectReasons.Critique, "The critique holds no verdict.");
        var draft = AnswerReading.Of(row.Draft, how.Schema);
        if (row.Verdict != CritiquesStage.Revise && draft.SchemaOk)
            return Result(source.Id, row, (draft, draft.Json, Refined: false), how.Gating);
        var reply = await asking.AskAsync(Request(source, row, (draft, how.Template, how.Schema), asking.Teacher));
        if (NoAnswer.Reason(reply) is { } reason)
            return RowResult.Reject(reason, reply.Text);
        return Result(source.Id, row, (AnswerReading.Of(reply.Text, how.Schema), draft.Json, Refined: true), how.Gating);
    }

    private static RowResult Result(string id, DatasetRow row, (AnswerReading Final, JsonElement? Draft, bool Refined) answer, Gating gating) =>
        Gate.Refuse(gating, row, answer.Final, answer.Draft) is (var reason, var detail)
            ? RowResult.Reject(reason, detail)
            : RowResult.Accept(row.ToJson(id, answer.Final.Json!.Value, answer.Refined));

    private static TeacherRequest Request(SourceRow source, DatasetRow row, (AnswerReading Draft, PromptTemplate Template, ResponseSchema Schema) parts, TeacherDefinition teacher)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["prompt"] = RowText.Get(row.Plan, "prompt"),
            ["payload_type"] = RowText.Get(row.Plan, "payload_type"),
            ["knowledge"] = KnowledgeText.Of(row.Plan),
            ["draft"] = row.Draft,
            ["issues"] = Issues(row, parts.Draft),
            ["schema"] = parts.Schema.Text,
        };
        return new TeacherRequest
        {
            Task = Task,
            Messages = [new TeacherMessage("user", parts.Template.Fill(values))],
            Teacher = teacher,
            ResponseSchema = parts.Schema.Text,
            Source = source.Json,
            RowId = source.Id,
        };
    }

    // A critic may pass a draft that breaks the schema; then the schema's own words are the issues.
    private static string Issues(DatasetRow row, AnswerReading draft)
    {
        var lines = row.Issues.Select(issue => $"- {issue.Kind} at '{issue.Path}': {issue.Message}").ToList();
        if (lines.Count == 0)
            lines.AddRange(draft.Errors.Select(error => $"- {(draft.ParseOk ? IssueKinds.Schema : IssueKinds.NotJson)}: {error}"));
        return lines.Count == 0 ? "- The reviewer asks for a revision without saying why; check each rule of the schema." : string.Join('\n', lines);
    }
}
