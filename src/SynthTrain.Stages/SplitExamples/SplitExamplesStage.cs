using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.CliSchemas;
using SynthTrain.Stages.Sets;

namespace SynthTrain.Stages.SplitExamples;

/// <summary>
/// Judges examples by the schema, takes out repetitions and contradictions, and splits them by how they are said. Inputs: <c>schema</c>, <c>examples</c>, any number of <c>evalset</c>.
/// Outputs: <c>train</c>, <c>val</c>, <c>test</c>, <c>prompts</c> (rows in the input's order), <c>output_schema</c>, <c>rejected</c>, <c>stats</c>. Options: <see cref="SplitExamplesOptions"/>.
/// </summary>
/// <remarks>Which set a row goes to depends on the rows, the sets and the seed, and not on the order of the rows. That no two sets share an input or a phrasing is counted over the rows as they were written.</remarks>
[Stage("splitexamples")]
public sealed class SplitExamplesStage : IStage, IStageValidator
{
    /// <inheritdoc/>
    public void Validate(StageContext context)
    {
        var faults = new Faults();
        faults.Try(() => SplitExamplesOptions.From(context.Options));
        faults.Try(() => Schema(context));
        foreach (var set in context.Inputs("evalset").Where(set => context.Files.Stat(set) is not null))
            faults.Try(() => HeldOutPrompts.Read(context, set).Count());
        faults.ThrowIfAny();
    }

    /// <inheritdoc/>
    public Task<StageResult> RunAsync(StageContext context, CancellationToken cancellationToken)
    {
        var options = SplitExamplesOptions.From(context.Options);
        var schema = Schema(context);
        var heldOut = context.Inputs("evalset").SelectMany(set => HeldOutPrompts.Read(context, set)).ToList();
        var reader = new ExampleReader(context, schema);
        var numbers = Numbers(schema);
        var entries = new List<ExampleEntry>();
        foreach (var row in reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            entries.Add(Entry(row, numbers));
            context.Progress?.Report(new StageProgress(entries.Count, 0, 0, 0, null));
        }

        ExampleSieve.Sift(entries, Keys(heldOut));
        ExampleSieve.SiftPrompts(entries);
        var groups = new PhrasingGroups(entries, options);
        groups.Assign();
        foreach (var prompt in entries.Where(entry => entry.IsIn && entry.IsPreference))
            prompt.Set = ExampleSets.Prompts;
        var measures = new ExampleMeasures(schema, entries, options.Seed);
        var output = new ExampleOutput(context, reader, measures, new LeakageProof(heldOut));
        output.Write(entries, cancellationToken);
        JsonReport.Write(context, "output_schema", CliOutputSchema.Of(schema));
        var report = new SplitExamplesReport(options, groups, measures, output);
        JsonReport.Write(context, "stats", report.ToJson(entries.Count));
        report.Warn(context);
        return Task.FromResult(new StageResult
        {
            RowsIn = entries.Count,
            Accepted = output.Rows.Sum(),
            Rejected = output.Rejected,
            PartialReason = reader.Cut ? $"limit {entries.Count}" : null,
            Figures = report.Figures,
        });
    }

    private static CliSchema Schema(StageContext context)
    {
        var path = context.Input("schema");
        return CliSchemaReader.Read(context.Files, path, context.Display(path));
    }

    private static Dictionary<(string Command, string Subcommand), int> Numbers(CliSchema schema) =>
        schema.Commands.SelectMany(command => command.Subcommands.Select(subcommand => (command.Name, subcommand.Name))).Index().ToDictionary(it => it.Item, it => it.Index);

    private static ExampleEntry Entry(ReadExample row, Dictionary<(string Command, string Subcommand), int> numbers)
    {
        if (row.Output is not { } output)
        {
            var rejected = new ExampleEntry { Id = row.Id, IsPreference = row.IsPreference };
            rejected.Reject(row.Reason!, row.Detail);
            return rejected;
        }

        return new ExampleEntry
        {
            Id = row.Id,
            IsPreference = row.IsPreference,
            Subcommand = numbers[(output.GetProperty("command").GetString()!, output.GetProperty("subcommand").GetString()!)],
            Input = InputKeys.Normalised(row.Input, row.Context),
            Exact = InputKeys.Exact(row.Input, row.Context),
            Output = InputKeys.Output(output),
            OutputNormalised = InputKeys.OutputNormalised(output),
            Phrasing = PhrasingKeys.Of(row.Input, output, row.Phrasing),
        };
    }

    private static Dictionary<UInt128, string> Keys(IEnumerable<HeldOutPrompt> heldOut)
    {
        var keys = new Dictionary<UInt128, string>();
        foreach (var prompt in heldOut)
            keys.TryAdd(InputKeys.Normalised(prompt.Input, prompt.Context), $"{prompt.File}({prompt.Line})");
        return keys;
    }
}
