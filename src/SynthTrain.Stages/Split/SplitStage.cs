using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.Sets;
using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.Split;

/// <summary>
/// Splits a data set, raw or clean, by leakage group. Inputs: <c>dataset</c>, any number of <c>evalsuite</c>.
/// Outputs: <c>train</c>, <c>val</c>, <c>test</c> (rows as they stand in the input, in its order), <c>rejected</c>, <c>stats</c>. Options: <see cref="SplitOptions"/>.
/// </summary>
/// <remarks>Which split an id goes to depends on the rows, the suites and the seed, and not on the order of the rows.</remarks>
[Stage("split")]
public sealed class SplitStage : IStage, IStageValidator
{
    /// <summary>Rows that meet an eval suite.</summary>
    public const string Contaminated = "contaminated";

    private const int Rejected = -1;

    /// <inheritdoc/>
    public void Validate(StageContext context)
    {
        var faults = new Faults();
        faults.Try(() => SplitOptions.From(context.Options));
        foreach (var suite in context.Inputs("evalsuite").Where(suite => context.Files.Stat(suite) is not null))
            faults.Try(() => EvalSuiteReader.Read(context, suite).Count());
        faults.ThrowIfAny();
    }

    /// <inheritdoc/>
    public Task<StageResult> RunAsync(StageContext context, CancellationToken cancellationToken)
    {
        var options = SplitOptions.From(context.Options);
        var decontaminator = new Decontaminator(
            context.Inputs("evalsuite").SelectMany(suite => EvalSuiteReader.Read(context, suite)), options.NearDuplicateThreshold, options.CommonNgramRows);
        var reader = new DatasetReader(context, context.Input("dataset"), context.Request.Limit);
        var groups = new LeakageGroups();
        foreach (var row in reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            Take(row, decontaminator, groups);
            context.Progress?.Report(new StageProgress(groups.Rows, 0, 0, 0, null));
        }

        var contaminated = decontaminator.Found();
        groups.Join(options.NearDuplicateThreshold, row => !contaminated.ContainsKey(row), cancellationToken);
        var splits = GroupAssignment.Assign(groups.Groups, options.Fractions, options.Seed);
        var statistics = new SplitStatistics(options, groups, splits);
        var rejected = Write(context, reader, groups.Rows, row => contaminated.TryGetValue(row, out var why) ? (Rejected, why.Detail) : (splits[groups.NumberOf(row)], ""));
        JsonReport.Write(context, "stats", statistics.ToJson(groups.Rows, rejected, Suites(context, decontaminator, contaminated.Values)));
        statistics.Warn(context.Diagnostics, reader.Display);
        return Task.FromResult(new StageResult
        {
            RowsIn = groups.Rows,
            Accepted = statistics.Rows,
            Rejected = rejected,
            PartialReason = reader.Cut ? $"limit {groups.Rows}" : null,
            Figures = statistics.Figures,
        });
    }

    private static void Take(DatasetRow row, Decontaminator decontaminator, LeakageGroups groups)
    {
        var prompt = TextNormalizer.Normalize(row.Prompt);
        var promptWords = WordHashes.Of(prompt);
        var responseWords = WordHashes.Of(TextNormalizer.Normalize(JsonTextValues.Joined(row.Response)));
        decontaminator.Look(groups.Rows, promptWords, responseWords);
        groups.Add(row, prompt, promptWords, responseWords);
    }

    private static IReadOnlyDictionary<string, long> Write(StageContext context, DatasetReader reader, int rows, Func<int, (int Split, string Detail)> fateOf)
    {
        using var train = context.OpenOutput("train");
        using var val = context.OpenOutput("val");
        using var test = context.OpenOutput("test");
        using var rejectedStream = context.OpenOutput(RejectedRows.Role);
        JsonlWriter[] writers = [new(train), new(val), new(test)];
        var rejected = new RejectedRows(context, reader.Display, rejectedStream);
        var at = 0;
        foreach (var row in reader.Read())
        {
            if (at == rows)
                break;
            var (split, detail) = fateOf(at++);
            if (split == Rejected)
                rejected.Write(row, Contaminated, detail, Codes.Leakage);
            else
                writers[split].WriteUtf8(row.Utf8);
        }

        if (at != rows)
            throw new SynthException(Codes.InputChanged, $"'{reader.Display}' changed while it was read; build again.", reader.Display);
        rejected.Finish(rows);
        var written = writers.Sum(writer => writer.Count) + rejected.Total;
        return written == rows
            ? rejected.Counts
            : throw new SynthException(Codes.Internal, $"{rows} rows came in and {written} went out; a split must lose and add none.", reader.Display);
    }

    private static JsonObject Suites(StageContext context, Decontaminator decontaminator, IEnumerable<Contamination> contaminated)
    {
        var suites = new JsonArray();
        foreach (var file in context.Inputs("evalsuite").Select(context.Display))
        {
            suites.Add((JsonNode)new JsonObject
            {
                ["file"] = file,
                ["prompts"] = decontaminator.Prompts.Count(prompt => prompt.File == file),
                ["rows_removed"] = contaminated.Count(why => why.Prompt.File == file),
            });
        }

        return new JsonObject { ["suites"] = suites, ["common_runs_passed_over"] = decontaminator.CommonRuns };
    }
}
