using System.Globalization;
using System.Text.Json;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Prompts;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;
using SynthTrain.Stages.Answers;
using SynthTrain.Stages.CliSchemas;
using SynthTrain.Stages.GenerateExamples.Offline;

namespace SynthTrain.Stages.GenerateExamples;

/// <summary>Asks for batches of examples, each about one subcommand: <c>[IN] schema, template, lexicon</c>, <c>[OUT] examples, rejected, stats</c>. Options: <see cref="ExamplesOptions"/>.</summary>
/// <remarks>Every element of a reply's array becomes a row, faulty ones too: judging is the split's part. A reply that is no array, or that was cut off, rejects its batch.</remarks>
[Stage("generateexamples", CodeVersion = 2)]
public sealed class GenerateExamplesStage : IRowStage, IStageValidator
{
    /// <summary>The task of its requests.</summary>
    public const string Task = "examples";

    // Nothing is said of the elements, and no name stands at the root: a reply is one array. Providers that take objects alone get it in words.
    private const string ReplySchema = """{"type":"array"}""";

    private static readonly string[] s_slots = ["schema_yaml", "n", "focus"];
    private static readonly string[] s_required = ["schema_yaml", "n"];

    /// <inheritdoc/>
    public RowPlan Prepare(StageContext context)
    {
        var options = ExamplesOptions.From(context.Options);
        var template = Template(context);
        var path = context.Input("schema");
        var schema = CliSchemaReader.Read(context.Files, path, context.Display(path));
        var lexicon = Lexicon.Load(context);
        var grammar = context.Teacher is { IsModel: true } ? null : ExamplesOffline.Grammar;
        var plan = BatchPlan.Of(schema, options);
        return new RowPlan
        {
            Source = plan.Select(batch => Row(batch)),
            SourceCount = plan.Count,
            Map = (row, asking) => MapAsync(row, asking, template),
            KeyParts = [template.Source],
            Figures = new ExampleFigures(),
        };

        SourceRow Row(ExampleBatch batch)
        {
            var json = batch.ToJson(options.Seed, CliSchemaSlices.Json(schema, batch.Command, batch.Subcommand), lexicon, grammar);
            return new SourceRow(batch.Id, JsonElement.Parse(JsonText.ToUtf8(json).Span), path, batch.Subcommand.Line);
        }
    }

    /// <inheritdoc/>
    public void Validate(StageContext context)
    {
        var faults = new Sets.Faults();
        var path = context.Input("schema");
        faults.Try(() => ExamplesOptions.From(context.Options));
        faults.Try(() => Template(context));
        faults.Try(() => CliSchemaReader.Read(context.Files, path, context.Display(path)));
        faults.Try(() => Lexicon.Load(context));
        faults.ThrowIfAny();
    }

    private static PromptTemplate Template(StageContext context)
    {
        var path = context.Input("template");
        return PromptTemplate.Load(context.Files, path, context.Display(path), s_slots, s_required);
    }

    private static async ValueTask<RowResult> MapAsync(SourceRow row, RowContext asking, PromptTemplate template)
    {
        var reply = await asking.AskAsync(new TeacherRequest
        {
            Task = Task,
            Messages = [new TeacherMessage("user", template.Fill(Values(row.Json)))],
            Teacher = asking.Teacher,
            ResponseSchema = ReplySchema,
            Source = row.Json,
            Sample = ExampleBatch.Sample(RowText.Get(row.Json, "use"), RowText.Number(row.Json, "batch")!.Value),
            RowId = row.Id,
        });
        var read = ExamplesReply.Of(reply);
        return read.Reason is { } reason ? RowResult.Reject(reason, read.Detail) : RowResult.AcceptUtf8(ExampleRow.All(row.Json, read.Elements));
    }

    private static Dictionary<string, string> Values(JsonElement batch) => new(StringComparer.Ordinal)
    {
        ["schema_yaml"] = CliSchemaSlices.Yaml(batch.GetProperty("schema")),
        ["n"] = RowText.Number(batch, "n")!.Value.ToString(CultureInfo.InvariantCulture),
        ["focus"] = RowText.Get(batch, "focus"),
    };
}
