using System.Globalization;
using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.Sets;

namespace SynthTrain.Stages.Qa;

/// <summary>
/// Cleans a data set. Inputs: <c>dataset</c>, optional <c>schema</c> and <c>banned</c>.
/// Outputs: <c>clean</c> (rows as they stand in the input), <c>rejected</c>, <c>stats</c>, <c>report</c>. Options: <see cref="QaOptions"/>.
/// </summary>
/// <remarks>
/// Read twice: first judged, then written. Between the two only ids, verdicts and 4 bytes a word are kept, no texts.
/// Language, length, refusal look at the response's text; banned phrases and duplicates at prompt and response.
/// </remarks>
[Stage("qa")]
public sealed class QaStage : IStage, IStageValidator
{
    /// <inheritdoc/>
    public void Validate(StageContext context) => QaChecks.Load(context, QaOptions.From(context.Options));

    /// <inheritdoc/>
    public Task<StageResult> RunAsync(StageContext context, CancellationToken cancellationToken)
    {
        var options = QaOptions.From(context.Options);
        var checks = QaChecks.Load(context, options);
        var reader = new DatasetReader(context, context.Input("dataset"), context.Request.Limit);
        var duplicates = new DuplicateFinder();
        var judged = new List<(QaVerdict? Verdict, (int Prompt, int Response) Lengths)>();
        foreach (var row in reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var texts = new QaRow(row);
            var verdict = Judge(checks, texts);
            duplicates.Add(verdict is null ? texts : null);
            judged.Add((verdict, QaReport.Measure(texts)));
            context.Progress?.Report(new StageProgress(judged.Count, 0, 0, 0, null));
        }

        QaVerdict?[] verdicts = [.. judged.Select(row => row.Verdict)];
        duplicates.Judge(verdicts, options.NearDuplicateThreshold, cancellationToken);
        var report = new QaReport();
        var result = Write(context, reader, verdicts, (row, i) => report.Add(row, judged[i].Lengths, verdicts[i] is null));
        var stats = new JsonObject { ["rows_in"] = result.RowsIn, ["accepted"] = result.Accepted, ["rejected"] = JsonReport.Counts(result.Rejected) };
        JsonReport.Write(context, "stats", stats);
        JsonReport.Write(context, "report", report.ToJson(stats, Limits(checks, options), duplicates.Pairs));
        return Task.FromResult(result);
    }

    private static QaVerdict? Judge(IReadOnlyList<IQaCheck> checks, QaRow row)
    {
        foreach (var check in checks)
        {
            if (check.Fault(row) is { } fault)
                return new QaVerdict(check.Reason, fault);
        }

        return null;
    }

    private static StageResult Write(StageContext context, DatasetReader reader, QaVerdict?[] verdicts, Action<DatasetRow, int> written)
    {
        using var cleanStream = context.OpenOutput("clean");
        using var rejectedStream = context.OpenOutput(RejectedRows.Role);
        var clean = new JsonlWriter(cleanStream);
        var rejected = new RejectedRows(context, reader.Display, rejectedStream);
        var at = 0;
        foreach (var row in reader.Read())
        {
            if (at == verdicts.Length)
                break;
            if (verdicts[at] is { } verdict)
                rejected.Write(row, verdict.Reason, verdict.Detail);
            else
                clean.WriteUtf8(row.Utf8);
            written(row, at++);
        }

        if (at != verdicts.Length || clean.Count + rejected.Total != at)
            throw new SynthException(Codes.InputChanged, $"'{reader.Display}' changed while it was read; build again.", reader.Display);
        rejected.Finish(at);
        return new StageResult
        {
            RowsIn = at,
            Accepted = clean.Count,
            Rejected = rejected.Counts,
            PartialReason = reader.Cut ? $"limit {at}" : null,
            Figures = [new("pass rate", at == 0 ? "-" : ((double)clean.Count / at).ToString("0.0 %", CultureInfo.InvariantCulture))],
        };
    }

    private static List<(string Reason, string Limits)> Limits(IReadOnlyList<IQaCheck> checks, QaOptions options) =>
    [
        .. checks.Select(check => (check.Reason, check.Limits)),
        (QaReason.ExactDuplicate, "same words of prompt and response"),
        (QaReason.NearDuplicate, string.Create(CultureInfo.InvariantCulture, $"Jaccard similarity of word 3-shingles of prompt and response at least {options.NearDuplicateThreshold}")),
    ];
}
