using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Rows;

/// <summary>The second pass: reads the records back in input order and writes outputs, so that they do not depend on who finished first.</summary>
internal sealed class RowOutput(RowRun run)
{
    private readonly StageContext _context = run.Context;
    private readonly SortedDictionary<string, long> _rejected = new(StringComparer.Ordinal);
    private long _input;
    private long _output;
    private long _repaired;
    private long _corrected;

    /// <summary>Writes the primary output, the rejected rows and the statistics.</summary>
    /// <exception cref="SynthException"><see cref="Codes.CannotWrite"/>.</exception>
    public StageResult Write(CancellationToken cancellationToken)
    {
        var role = _context.Request.Outputs is [var first, ..] ? first.Role : "";
        try
        {
            using var primary = _context.OpenOutput(role);
            using var rejected = _context.OpenOutput(RowDefaults.RejectedRole);
            var accepted = WriteRows(new JsonlWriter(primary), new JsonlWriter(rejected), cancellationToken);
            var result = new StageResult
            {
                RowsIn = run.Feed.Positions.Count,
                Accepted = accepted,
                Rejected = _rejected,
                Failed = run.Totals.Failed,
                Repaired = _repaired,
                Corrected = _corrected,
                PartialReason = run.Feed.PartialReason,
                Figures = run.Plan.Figures?.Result() ?? [],
                Run = run.Totals.Run,
            };
            using (var stats = _context.OpenOutput(RowDefaults.StatsRole))
                RowStats.Write(stats, result, _input, _output);
            run.Warnings.Finish(result);
            return result;
        }
        catch (EndOfStreamException e)
        {
            throw new SynthException(Diagnostic.Error(Codes.DamagedState, "The journal was changed while it was read; build again.", _context.DisplayName(run.Options.JournalPath)), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var name = _context.OutputName(role);
            throw new SynthException(Diagnostic.Error(Codes.CannotWrite, $"'{name}' or a file beside it cannot be written: {e.Message}", name), e);
        }
    }

    private long WriteRows(JsonlWriter primary, JsonlWriter rejected, CancellationToken cancellationToken)
    {
        var window = run.Journal.OpenWindow();
        var record = new RowRecordReader();
        foreach (var position in run.Feed.Positions.All())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (position.Offset < 0)
                continue;
            var line = window.Line(position.Offset);
            record.Read(line.Span);
            _input += record.InputTokens;
            _output += record.OutputTokens;
            _repaired += record.Repaired;
            _corrected += record.Corrected;
            if (record.Reason is { } reason)
                Reject(rejected, reason, line.Span[record.Rejected], position);
            else
                Accept(primary, line, record);
        }

        return primary.Count;
    }

    private void Accept(JsonlWriter primary, ReadOnlyMemory<byte> line, RowRecordReader record)
    {
        foreach (var range in record.Rows)
        {
            var row = line[range];
            primary.WriteUtf8(row.Span);
            run.Plan.Figures?.Add(JsonElement.Parse(row.Span));
        }
    }

    private void Reject(JsonlWriter rejected, string reason, ReadOnlySpan<byte> row, in RowPosition position)
    {
        rejected.WriteUtf8(row);
        _rejected[reason] = _rejected.GetValueOrDefault(reason) + 1;
        if (!run.Warnings.Wants(reason))
            return;
        var json = JsonElement.Parse(row, new JsonDocumentOptions { MaxDepth = 256 });
        var detail = json.GetProperty("detail").GetString();
        var text = $"Row '{json.GetProperty("id").GetString()}' was rejected: {reason}{(detail is null ? "" : $": {detail}")}";
        run.Warnings.Rejected(text.EndsWith('.') ? text : text + ".", position);
    }
}
