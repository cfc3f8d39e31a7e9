using System.Buffers;
using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.Sets;

namespace SynthTrain.Stages.SplitExamples;

/// <summary>The second reading: writes every row to the one set that it goes to, or to the side file.</summary>
internal sealed class ExampleOutput(StageContext context, ExampleReader reader, ExampleMeasures measures, LeakageProof proof)
{
    // Thousands of these are as it should be: the summary counts them, and the side file lists them.
    private static readonly string[] s_expected = [SplitReasons.Duplicate, SplitReasons.SeenPhrasing, SplitReasons.HeldoutPrompt];

    private readonly ArrayBufferWriter<byte> _buffer = new(512);

    /// <summary>Rows of each set.</summary>
    public long[] Rows { get; } = new long[ExampleSets.Names.Length];

    /// <summary>Rejected rows by reason.</summary>
    public IReadOnlyDictionary<string, long> Rejected { get; private set; } = new SortedDictionary<string, long>(StringComparer.Ordinal);

    /// <summary>What the sets share: nothing.</summary>
    public System.Text.Json.Nodes.JsonObject Leakage { get; private set; } = [];

    /// <summary>What is said alike in and out of the training set.</summary>
    public LeakageProof Proof => proof;

    /// <summary>Writes all rows.</summary>
    /// <exception cref="SynthException"><see cref="Codes.InputChanged"/> when the file is not the one that was read before; <see cref="Codes.Leakage"/> or <see cref="Codes.Internal"/> when the split is wrong.</exception>
    public void Write(IReadOnlyList<ExampleEntry> entries, CancellationToken cancellationToken)
    {
        using var rejectedStream = context.OpenOutput(RejectedRows.Role);
        var streams = ExampleSets.Names.Select(context.OpenOutput).ToArray();
        try
        {
            WriteRows(entries, [.. streams.Select(stream => new JsonlWriter(stream))], new RejectedRows(context, reader.Display, rejectedStream), cancellationToken);
        }
        finally
        {
            foreach (var stream in streams)
                stream.Dispose();
        }

        Leakage = proof.Prove();
    }

    private void WriteRows(IReadOnlyList<ExampleEntry> entries, JsonlWriter[] writers, RejectedRows rejected, CancellationToken cancellationToken)
    {
        var at = 0;
        foreach (var row in reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (at == entries.Count || entries[at].Id != row.Id)
                throw Changed();
            Write(row, entries[at++], writers, rejected);
        }

        if (at != entries.Count)
            throw Changed();
        rejected.Finish(at);
        Rejected = rejected.Counts;
        for (var set = 0; set < writers.Length; set++)
            Rows[set] = writers[set].Count;
        if (Rows.Sum() + rejected.Total != at)
            throw new SynthException(Codes.Internal, $"{at} rows came in and {Rows.Sum() + rejected.Total} went out; a split must lose and add none.", reader.Display);
    }

    private void Write(ReadExample row, ExampleEntry entry, JsonlWriter[] writers, RejectedRows rejected)
    {
        if (entry.Reason is { } reason)
        {
            rejected.Write(new DatasetRow(row.Id, row.Line, row.Json, row.Input, default), reason, entry.Detail!, s_expected.Contains(reason, StringComparer.Ordinal) ? null : Codes.RowsRejected);
            return;
        }

        var set = entry.Set ?? throw new SynthException(Codes.Internal, $"Row '{row.Id}' goes to no set.", reader.Display, row.Line, 1);
        if (row.Output is not { } output)
            throw Changed();
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer, JsonText.WriterOptions))
            WriteRow(json, row, output);
        writers[set].WriteUtf8(_buffer.WrittenSpan);
        proof.Add(set, _buffer.WrittenSpan);
        if (set != ExampleSets.Prompts)
            measures.Add(row, entry, output);
    }

    private static void WriteRow(Utf8JsonWriter json, ReadExample row, JsonElement output)
    {
        json.WriteStartObject();
        json.WriteString("id", row.Id);
        json.WriteString("input", row.Input);
        json.WritePropertyName("output");
        output.WriteTo(json);
        if (row.Phrasing is not null)
            json.WriteString("phrasing", row.Phrasing);
        if (row.Context.Count > 0)
        {
            json.WriteStartArray("context");
            foreach (var turn in row.Context)
            {
                json.WriteStartObject();
                json.WriteString("input", turn.Input);
                json.WritePropertyName("output");
                turn.Output.WriteTo(json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private SynthException Changed() => new(Codes.InputChanged, $"'{reader.Display}' changed while it was read; build again.", reader.Display);
}
