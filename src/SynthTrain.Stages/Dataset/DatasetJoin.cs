using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Stages;

namespace SynthTrain.Stages.Dataset;

/// <summary>Joins plan, drafts and critiques by id, in the plan's order. Holds where the rows are, not the rows.</summary>
internal sealed class DatasetJoin
{
    private readonly StageContext _context;
    private readonly bool _partial;
    private readonly JsonlIndex _plan;
    private readonly JsonlIndex _drafts;
    private readonly JsonlIndex _critiques;

    /// <summary>Reads the three files once; rows that no plan row has are a warning.</summary>
    public DatasetJoin(StageContext context, bool partial)
    {
        (_context, _partial) = (context, partial);
        _plan = Index("plan");
        _drafts = Index("drafts");
        _critiques = Index("critiques");
        WarnUnmatched("drafts", _drafts);
        WarnUnmatched("critiques", _critiques);
    }

    /// <summary>How many rows come out.</summary>
    public long Count => _partial ? _plan.CountShared(_drafts, _critiques) : _plan.Count;

    /// <summary>The joined rows, lazily; may be enumerated again.</summary>
    public IEnumerable<SourceRow> Rows()
    {
        var path = _context.Input("plan");
        var display = _context.Display(path);
        using var drafts = _drafts.Open();
        using var critiques = _critiques.Open();
        foreach (var plan in JsonlReader.Read(_context.Files, path, display))
        {
            JsonlRow.Text(plan.Json, "prompt", display, plan.Line);
            var id = JsonlRow.Id(plan.Json, display, plan.Line);
            var draft = drafts.Find(id);
            var critique = critiques.Find(id);
            if (_partial && (draft is null || critique is null))
                continue;
            yield return new SourceRow(id, Compose(plan.Json, draft?.Json, critique?.Json), path, plan.Line);
        }
    }

    private static JsonElement Compose(JsonElement plan, JsonElement? draft, JsonElement? critique)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            writer.WriteStartObject();
            Write(writer, "plan", plan);
            Write(writer, "draft", draft);
            Write(writer, "critique", critique);
            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, string name, JsonElement? value)
    {
        writer.WritePropertyName(name);
        if (value is { } json)
            json.WriteTo(writer);
        else
            writer.WriteNullValue();
    }

    private JsonlIndex Index(string role)
    {
        var path = _context.Input(role);
        return JsonlIndex.Build(_context.Files, path, _context.Display(path));
    }

    private void WarnUnmatched(string role, JsonlIndex index)
    {
        var (count, first) = index.Missing(_plan);
        if (first is not { } row)
            return;
        var file = _context.Display(_context.Input(role));
        var id = JsonlRow.Id(row.Json, file, row.Line);
        _context.Diagnostics.Report(Diagnostic.Warning(
            Codes.RowsUnmatched,
            $"{count} of {index.Count} {role} have ids that no plan row has, the first is '{id}'; they are left out.",
            file,
            row.Line,
            1));
    }
}
