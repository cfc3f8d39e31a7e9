using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.Answers;
using SynthTrain.Stages.CliSchemas;
using SynthTrain.Stages.GenerateExamples;

namespace SynthTrain.Stages.SplitExamples;

/// <summary>Reads the rows that teachers gave, and holds each against the schema's rules.</summary>
internal sealed class ExampleReader(StageContext context, CliSchema schema)
{
    private readonly CliExampleRules _rules = new(schema);
    private readonly string _path = context.Input("examples");

    /// <summary>The name that messages print.</summary>
    public string Display { get; } = context.Display(context.Input("examples"));

    /// <summary>Whether a limit left rows unread; known when the rows were read.</summary>
    public bool Cut { get; private set; }

    /// <summary>The rows, lazily; may be read again.</summary>
    /// <exception cref="SynthException">The faults of <see cref="JsonlReader"/>, <see cref="Codes.BadRow"/> for a row without an id or with a use that is none, <see cref="Codes.DuplicateId"/>.</exception>
    public IEnumerable<ReadExample> Read()
    {
        Cut = false;
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in JsonlReader.Read(context.Files, _path, Display))
        {
            if (lines.Count == context.Request.Limit)
            {
                Cut = true;
                break;
            }

            var id = JsonlRow.Id(line.Json, Display, line.Line);
            if (!lines.TryAdd(id, line.Line))
                throw new SynthException(Codes.DuplicateId, $"Id '{id}' stands on line {lines[id]} and again on line {line.Line}; ids must be unique: rename or delete one.", Display, line.Line, 1);
            yield return Judge(new ReadExample(id, line.Line, line.Json) { IsPreference = IsPreference(line) });
        }
    }

    private bool IsPreference(JsonlLine line)
    {
        if (!line.Json.TryGetProperty("use", out var use))
            return false;
        return use.ValueKind == JsonValueKind.String && use.GetString() is ExampleUse.Examples or ExampleUse.Preferences
            ? use.ValueEquals(ExampleUse.Preferences)
            : throw new SynthException(Codes.BadRow, $"'use' is {use.GetRawText()}; it must be \"{ExampleUse.Examples}\" or \"{ExampleUse.Preferences}\", or be left out.", Display, line.Line, 1);
    }

    private ReadExample Judge(ReadExample row)
    {
        if (!row.Json.TryGetProperty("input", out var input) || input.ValueKind != JsonValueKind.String)
            return row with { Reason = SplitReasons.Input, Detail = "the request is no text" };
        if (row.Json.TryGetProperty("phrasing", out var phrasing) && phrasing.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
            return row with { Reason = SplitReasons.Phrasing, Detail = $"'phrasing' is {Shown(phrasing)}; it must be a text, or be left out" };
        var turns = new List<ExampleTurn>();
        var earlier = Earlier(row.Json);
        if (earlier is { } given && Turns(given, turns) is { } fault)
            return row with { Reason = SplitReasons.Context, Detail = fault };
        row.Json.TryGetProperty("output", out var output);
        var verdict = _rules.Check(input.GetString()!, output, earlier);
        if (verdict.Reason is { } reason)
            return row with { Reason = reason, Detail = verdict.Detail };
        return row with
        {
            Input = input.GetString()!,
            Output = Element(verdict.Output!),
            Phrasing = RowText.Get(row.Json, "phrasing") is var text && string.IsNullOrWhiteSpace(text) ? null : text,
            Context = turns,
        };
    }

    private static JsonElement? Earlier(JsonElement row) =>
        row.TryGetProperty("context", out var earlier) && earlier.ValueKind != JsonValueKind.Null && !(earlier.ValueKind == JsonValueKind.Array && earlier.GetArrayLength() == 0) ? earlier : null;

    // Every earlier answer follows the rules too: it is shown to the model as one that was given.
    private string? Turns(JsonElement earlier, List<ExampleTurn> turns)
    {
        if (earlier.ValueKind != JsonValueKind.Array)
            return $"'context' is {Shown(earlier)}; it must be a list of turns with 'input' and 'output', or be left out";
        var said = new JsonArray();
        foreach (var turn in earlier.EnumerateArray())
        {
            if (turn.ValueKind != JsonValueKind.Object || !turn.TryGetProperty("input", out var input) || input.ValueKind != JsonValueKind.String || !turn.TryGetProperty("output", out var output))
                return $"turn {turns.Count + 1} is {Shown(turn)}; it must have 'input', a text, and 'output'";
            var verdict = _rules.Check(input.GetString()!, output, Element(said));
            if (verdict.Reason is { } reason)
                return $"turn {turns.Count + 1}: {reason}: {verdict.Detail}";
            turns.Add(new ExampleTurn(input.GetString()!, Element(verdict.Output!)));
            said.Add((JsonNode)new JsonObject { ["input"] = input.GetString(), ["output"] = verdict.Output });
        }

        return null;
    }

    private static JsonElement Element(JsonNode json) => JsonElement.Parse(JsonText.ToUtf8(json).Span);

    private static string Shown(JsonElement value)
    {
        var text = value.GetRawText();
        return $"'{(text.Length > 100 ? text[..100] + "…" : text)}'";
    }
}
