using System.Globalization;
using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.Sets;

namespace SynthTrain.Stages.PrepareSft;

/// <summary>
/// Turns splits into training files. Inputs: <c>train</c>, <c>val</c>, optional <c>test</c> and <c>system</c>.
/// Outputs: <c>train_sft</c>, <c>val_sft</c> (as many rows as the splits, in their order), <c>suite</c>, <c>stats</c>. Options: <see cref="PrepareSftOptions"/>.
/// </summary>
/// <remarks>
/// The suite is drawn by seed and id: from test, then from val, never from train, and no prompt that train asks in the same words. It is never padded.
/// Its bytes do not depend on the order of rows.
/// </remarks>
[Stage("preparesft")]
public sealed class PrepareSftStage : IStage, IStageValidator
{
    /// <inheritdoc/>
    public void Validate(StageContext context) => PrepareSftOptions.From(context);

    /// <inheritdoc/>
    public Task<StageResult> RunAsync(StageContext context, CancellationToken cancellationToken)
    {
        var options = PrepareSftOptions.From(context);
        var messages = new SftMessages(options.System);
        var rows = new SplitRows(context);
        var suite = new EvalSuite(options);
        var train = Convert(context, "train", rows, messages, suite.KeepOut, cancellationToken);
        var val = Convert(context, "val", rows, messages, row => suite.Offer(row, "val"), cancellationToken);
        var test = 0L;
        foreach (var row in context.Inputs("test").SelectMany(rows.Read))
        {
            cancellationToken.ThrowIfCancellationRequested();
            suite.Offer(row, "test");
            test++;
        }

        var drawn = suite.Write(context, messages);
        suite.Warn(context, drawn, val, test);
        JsonReport.Write(context, "stats", new JsonObject
        {
            ["rows_in"] = train + val,
            ["accepted"] = train + val,
            ["rejected"] = new JsonObject(),
            ["train_sft"] = train,
            ["val_sft"] = val,
            ["system_prompt"] = options.System is not null,
            ["seed"] = options.Seed,
            ["suite"] = new JsonObject
            {
                ["asked"] = options.SuiteSize,
                ["drawn"] = drawn.Test + drawn.Val,
                ["from_test"] = drawn.Test,
                ["from_val"] = drawn.Val,
                ["kept_out_for_prompts_in_train"] = suite.KeptOut,
            },
        });
        return Task.FromResult(new StageResult
        {
            RowsIn = train + val,
            Accepted = train + val,
            Figures =
            [
                new("train_sft", string.Create(CultureInfo.InvariantCulture, $"{train} rows")),
                new("val_sft", string.Create(CultureInfo.InvariantCulture, $"{val} rows")),
                new("eval suite", string.Create(CultureInfo.InvariantCulture, $"{drawn.Test + drawn.Val} prompts, {drawn.Test} from test and {drawn.Val} from val")),
            ],
        });
    }

    private static long Convert(StageContext context, string split, SplitRows rows, SftMessages messages, Action<DatasetRow> also, CancellationToken cancellationToken)
    {
        using var stream = context.OpenOutput($"{split}_sft");
        var writer = new JsonlWriter(stream);
        var read = 0L;
        foreach (var row in rows.Read(context.Input(split)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            writer.WriteUtf8(messages.Sft(row));
            also(row);
            read++;
            context.Progress?.Report(new StageProgress(read, 0, 0, 0, null));
        }

        return writer.Count == read
            ? read
            : throw new SynthException(Codes.Internal, $"{read} rows of '{split}' came in and {writer.Count} went out; none may be lost or added.", context.Display(context.Input(split)));
    }
}
