using System.Buffers;
using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Stages;

namespace SynthTrain.Stages.Sets;

/// <summary>Writes the side file of rejected rows, <c>{"id", "reason", "detail", "row"}</c> a line, counts them, and warns of the first ones of each reason.</summary>
internal sealed class RejectedRows(StageContext context, string display, Stream stream)
{
    /// <summary>The output's role.</summary>
    public const string Role = "rejected";

    private const int WarningsPerReason = 20;
    private readonly JsonlWriter _writer = new(stream);
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Rejected rows by reason.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>All rejected rows.</summary>
    public long Total => _writer.Count;

    /// <summary>Writes one row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="reason">A stable word.</param>
    /// <param name="detail">What a person needs to see why.</param>
    /// <param name="code">The warning's code; null for a reason that is expected in great numbers, which the summary alone tells of.</param>
    public void Write(DatasetRow row, string reason, string detail, string? code = Codes.RowsRejected)
    {
        var buffer = new ArrayBufferWriter<byte>(row.Utf8.Length + 256);
        using (var json = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("id", row.Id);
            json.WriteString("reason", reason);
            json.WriteString("detail", detail);
            json.WritePropertyName("row");
            json.WriteRawValue(row.Utf8, skipInputValidation: true);
            json.WriteEndObject();
        }

        _writer.WriteUtf8(buffer.WrittenSpan);
        var count = _counts[reason] = _counts.GetValueOrDefault(reason) + 1;
        if (code is not null && count <= WarningsPerReason)
            context.Diagnostics.Report(Diagnostic.Warning(code, $"Row '{row.Id}' is rejected, {reason}: {detail}", display, row.Line, 1));
    }

    /// <summary>Warns of all rejected rows in one line; a skipped stage repeats it.</summary>
    /// <param name="rowsIn">Rows read.</param>
    public void Finish(long rowsIn)
    {
        if (Total == 0)
            return;
        var file = context.Request.Outputs.First(output => output.Role == Role).Path;
        context.Diagnostics.Report(Diagnostic.Warning(Codes.RowsRejected, RowWarnings.Summary(_counts, rowsIn, file)));
    }
}
