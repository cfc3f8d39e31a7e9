using System.Globalization;
using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Stages;

namespace SynthTrain.Stages.Plan;

/// <summary>Turns a spec into the prompts to answer: <c>[IN] spec</c>, <c>[OUT] plan</c> (JSONL) and <c>stats</c> (JSON).</summary>
[Stage("plan")]
public sealed class PlanStage : IStage, IStageValidator
{
    /// <inheritdoc/>
    public async Task<StageResult> RunAsync(StageContext context, CancellationToken cancellationToken)
    {
        var options = PlanOptions.From(context.Options);
        var spec = Load(context);
        var seed = options.Seed ?? spec.Seed;
        var tally = new PlanTally(spec, seed);
        await using (var output = context.OpenOutput("plan"))
        {
            var writer = new JsonlWriter(output);
            foreach (var (row, cell) in Rows(spec, seed).Take(options.Count ?? int.MaxValue))
            {
                cancellationToken.ThrowIfCancellationRequested();
                writer.Write(row);
                tally.Add(cell, row["template"]!.GetValue<string>(), row["group"]!.GetValue<string>());
            }
        }

        if (options.Count > spec.Count)
            context.Diagnostics.Report(Diagnostic.Warning(Codes.TooFewRows, $"{options.Count} rows were asked for, but the spec plans {spec.Count}.", spec.File));
        await using (var output = context.OpenOutput("stats"))
            new JsonlWriter(output).Write(tally.ToJson());
        return new StageResult { RowsIn = tally.Rows, Accepted = tally.Rows, Figures = tally.Figures() };
    }

    /// <inheritdoc/>
    public void Validate(StageContext context)
    {
        var options = PlanOptions.From(context.Options);
        var spec = Load(context);
        // Every row, as a run would: prompts and facts can run out as well as quotas.
        foreach (var _ in Rows(spec, options.Seed ?? spec.Seed))
            continue;
    }

    private static PlanSpec Load(StageContext context)
    {
        var path = context.Input("spec");
        return PlanSpecReader.Load(context.Files, path, context.Display(path));
    }

    private static IEnumerable<(JsonObject Row, PlanCell Cell)> Rows(PlanSpec spec, int seed)
    {
        var prompts = new PromptMaker(spec, seed);
        var facts = new FactPicker(spec, seed);
        var cells = Allocation.Of(spec, seed);
        var digits = Math.Max(4, cells.Length.ToString(CultureInfo.InvariantCulture).Length);
        for (var i = 0; i < cells.Length; i++)
        {
            var id = $"{spec.IdPrefix}-{(i + 1).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0')}";
            var made = prompts.Make(id, cells[i]);
            yield return (Row(spec, id, cells[i], made, facts.Pick(id, cells[i])), cells[i]);
        }
    }

    private static JsonObject Row(PlanSpec spec, string id, PlanCell cell, MadePrompt made, JsonArray facts)
    {
        var region = spec.Regions.Entries[cell.Region].Name;
        return new JsonObject
        {
            ["id"] = id,
            ["category"] = spec.Categories.Entries[cell.Category].Name,
            ["difficulty"] = spec.Difficulties.Entries[cell.Difficulty].Name,
            ["payload_type"] = spec.PayloadTypes.Entries[cell.PayloadType].Name,
            ["region"] = region,
            ["template"] = made.Template.Id,
            // Near-paraphrases of each other: they must never stand on both sides of a split.
            ["group"] = $"{made.Template.Id}.{region}",
            ["prompt"] = made.Prompt,
            ["subject"] = made.Subject,
            ["slots"] = new JsonObject(made.Slots.Select(slot => KeyValuePair.Create(slot.Key, (JsonNode?)slot.Value))),
            ["knowledge"] = facts,
        };
    }
}
