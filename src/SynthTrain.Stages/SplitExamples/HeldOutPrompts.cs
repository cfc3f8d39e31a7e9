using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.Answers;

namespace SynthTrain.Stages.SplitExamples;

/// <summary>Reads sets whose prompts no row may repeat: JSONL with <c>input</c> (or <c>prompt</c>), and perhaps <c>output</c> and <c>context</c>.</summary>
internal static class HeldOutPrompts
{
    /// <summary>All rows of a set.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadRow"/>, or the faults of <see cref="JsonlReader"/>.</exception>
    public static IEnumerable<HeldOutPrompt> Read(StageContext context, string path)
    {
        var display = context.Display(path);
        foreach (var line in JsonlReader.Read(context.Files, path, display))
        {
            var text = RowText.Get(line.Json, "input") is { Length: > 0 } input ? input : RowText.Get(line.Json, "prompt");
            if (string.IsNullOrWhiteSpace(text))
                throw new SynthException(Codes.BadRow, "The row has no 'input'; give it one, a text.", display, line.Line, 1);
            line.Json.TryGetProperty("output", out var output);
            yield return new HeldOutPrompt(display, line.Line, text, output, Turns(line, display));
        }
    }

    private static List<ExampleTurn> Turns(JsonlLine line, string display)
    {
        if (!line.Json.TryGetProperty("context", out var context) || context.ValueKind == JsonValueKind.Null)
            return [];
        if (context.ValueKind != JsonValueKind.Array)
            throw Bad();
        var turns = new List<ExampleTurn>();
        foreach (var turn in context.EnumerateArray())
            turns.Add(RowText.Get(turn, "input") is { Length: > 0 } input && turn.TryGetProperty("output", out var output) ? new ExampleTurn(input, output) : throw Bad());
        return turns;

        SynthException Bad() => new(Codes.BadRow, "'context' must be a list of earlier turns, each with 'input', a text, and 'output'; or be left out.", display, line.Line, 1);
    }
}
