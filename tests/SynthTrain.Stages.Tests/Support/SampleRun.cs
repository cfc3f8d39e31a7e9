using System.Text;
using System.Text.Json;
using SynthTrain.Stages.Answers;
using SynthTrain.Stages.Critiques;
using SynthTrain.Stages.Dataset;
using SynthTrain.Stages.Drafts;
using SynthTrain.Stages.Tests.Plan;

namespace SynthTrain.Stages.Tests.Support;

/// <summary>The sample's stages, with the offline teacher.</summary>
internal static class SampleRun
{
    public const string SchemaFile = "data/schemas/response.schema.json";
    public const string CritiqueSchemaFile = "data/schemas/critique.schema.json";

    public static ResponseSchema Schema { get; } = ResponseSchema.Parse(File.ReadAllBytes(Path.Combine(DistillStage.Sample, SchemaFile)), SchemaFile);

    public static ResponseSchema CritiqueSchema { get; } = ResponseSchema.Parse(File.ReadAllBytes(Path.Combine(DistillStage.Sample, CritiqueSchemaFile)), CritiqueSchemaFile);

    public static Task<IReadOnlyList<JsonElement>> Plan() => PlanStageTests.SamplePlan();

    public static DistillStage DraftsInput(IEnumerable<JsonElement> plan) =>
        new DistillStage().WithRows("plan", Lines(plan)).WithFile("template", "prompts/draft.md").WithFile("schema", SchemaFile);

    public static DistillStage CritiquesInput(IEnumerable<JsonElement> drafts) =>
        new DistillStage().WithRows("drafts", Lines(drafts)).WithFile("template", "prompts/critique.md").WithFile("schema", SchemaFile).WithFile("critique_schema", CritiqueSchemaFile);

    public static DistillStage DatasetInput(IEnumerable<JsonElement> plan, IEnumerable<JsonElement> drafts, IEnumerable<JsonElement> critiques) =>
        new DistillStage().WithRows("plan", Lines(plan)).WithRows("drafts", Lines(drafts)).WithRows("critiques", Lines(critiques)).WithFile("template", "prompts/refine.md").WithFile("schema", SchemaFile);

    public static async Task<(IReadOnlyList<JsonElement> Plan, IReadOnlyList<JsonElement> Drafts, IReadOnlyList<JsonElement> Critiques)> ToCritiques()
    {
        var plan = await Plan();
        var drafts = await new OfflineRows().Run(new DraftsStage(), DraftsInput(plan).Context());
        var critiques = await new OfflineRows().Run(new CritiquesStage(), CritiquesInput(drafts).Context());
        return (plan, drafts, critiques);
    }

    public static IEnumerable<string> Lines(IEnumerable<JsonElement> rows) => rows.Select(row => row.GetRawText());
}
