using SynthTrain.Core.Diagnostics;
using System.Text.Json;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Stages;

namespace SynthTrain.Stages.Answers;

/// <summary>The rows of a JSONL input.</summary>
internal static class StageRows
{
    // Fields that go into prompts and into the data set as they are.
    private static readonly string[] s_texts = ["category", "difficulty", "payload_type", "region", "group", "subject"];

    /// <summary>The rows with their ids, lazily; may be enumerated again.</summary>
    /// <param name="context">The stage.</param>
    /// <param name="role">The input's role.</param>
    /// <param name="required">Further fields that must be texts.</param>
    public static IEnumerable<SourceRow> Read(StageContext context, string role, params string[] required)
    {
        var path = context.Input(role);
        var display = context.Display(path);
        foreach (var line in JsonlReader.Read(context.Files, path, display))
        {
            foreach (var field in required)
                JsonlRow.Text(line.Json, field, display, line.Line);
            foreach (var field in s_texts)
            {
                if (line.Json.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.String)
                    throw new SynthException(Codes.BadRow, $"'{field}' must be a text, or be left out.", display, line.Line, 1);
            }

            yield return new SourceRow(JsonlRow.Id(line.Json, display, line.Line), line.Json, path, line.Line);
        }
    }
}
