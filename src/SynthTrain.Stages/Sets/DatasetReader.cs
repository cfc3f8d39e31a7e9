using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Stages;

namespace SynthTrain.Stages.Sets;

/// <summary>Reads a data set: own or made by the stages; a row needs <c>id</c>, <c>prompt</c> and <c>response</c> and nothing else.</summary>
/// <param name="context">Where the file is.</param>
/// <param name="path">Absolute path.</param>
/// <param name="limit">Rows to read; null for all.</param>
internal sealed class DatasetReader(StageContext context, string path, int? limit = null)
{
    private const int MaxFaults = 20;

    /// <summary>The name that messages print.</summary>
    public string Display { get; } = context.Display(path);

    /// <summary>Whether the limit left rows unread; known when the rows were read.</summary>
    public bool Cut { get; private set; }

    /// <summary>The rows, lazily; may be read again.</summary>
    /// <exception cref="SynthException">The faults of <see cref="JsonlReader"/>, or up to 20 of <see cref="Codes.BadRow"/> and <see cref="Codes.DuplicateId"/> together.</exception>
    public IEnumerable<DatasetRow> Read()
    {
        Cut = false;
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        var faults = new List<Diagnostic>();
        var read = 0;
        foreach (var line in JsonlReader.Read(context.Files, path, Display))
        {
            if (read++ == limit)
            {
                Cut = true;
                break;
            }

            var row = Row(line, faults);
            if (row is not null && !lines.TryAdd(row.Id, line.Line))
                faults.Add(Fault(Codes.DuplicateId, $"Id '{row.Id}' stands on line {lines[row.Id]} and again on line {line.Line}; ids must be unique: rename or delete one.", line.Line));
            if (faults.Count >= MaxFaults)
                break;
            if (row is not null && faults.Count == 0)
                yield return row;
        }

        if (faults.Count > 0)
            throw new SynthException(faults);
    }

    private DatasetRow? Row(JsonlLine line, List<Diagnostic> faults)
    {
        var before = faults.Count;
        var id = NonEmpty(line, "id", faults);
        var prompt = NonEmpty(line, "prompt", faults);
        if (!line.Json.TryGetProperty("response", out var response))
            faults.Add(Fault(Codes.BadRow, "Field 'response' is missing; each row needs 'id', 'prompt' and 'response'.", line.Line));
        else if (response.ValueKind is not (JsonValueKind.Object or JsonValueKind.String))
            faults.Add(Fault(Codes.BadRow, $"Field 'response' is {Kind(response.ValueKind)}; it must be an object or a string.", line.Line));
        foreach (var field in DatasetRow.OptionalTexts)
        {
            if (line.Json.TryGetProperty(field, out var value) && value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
                faults.Add(Fault(Codes.BadRow, $"Field '{field}' is {Kind(value.ValueKind)}; it must be a string, or absent.", line.Line));
        }

        return faults.Count > before ? null : new DatasetRow(id!, line.Line, line.Json, prompt!, response);
    }

    private string? NonEmpty(JsonlLine line, string field, List<Diagnostic> faults)
    {
        if (!line.Json.TryGetProperty(field, out var value))
            faults.Add(Fault(Codes.BadRow, $"Field '{field}' is missing; each row needs 'id', 'prompt' and 'response'.", line.Line));
        else if (value.ValueKind != JsonValueKind.String)
            faults.Add(Fault(Codes.BadRow, $"Field '{field}' is {Kind(value.ValueKind)}; it must be a string.", line.Line));
        else if (string.IsNullOrWhiteSpace(value.GetString()))
            faults.Add(Fault(Codes.BadRow, $"Field '{field}' is empty.", line.Line));
        else
            return value.GetString();
        return null;
    }

    private Diagnostic Fault(string code, string message, int line) => Diagnostic.Error(code, message, Display, line, 1);

    private static string Kind(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.Number => "a number",
        JsonValueKind.String => "a string",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };
}
