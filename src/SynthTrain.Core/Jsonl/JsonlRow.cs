using System.Text.Json;
using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Core.Jsonl;

/// <summary>Fields that a row must have.</summary>
public static class JsonlRow
{
    /// <summary>The row's <c>id</c>.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadRow"/>.</exception>
    public static string Id(JsonElement row, string file, int line) => Text(row, "id", file, line);

    /// <summary>A text that is not empty.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadRow"/>.</exception>
    public static string Text(JsonElement row, string field, string file, int line)
    {
        if (!row.TryGetProperty(field, out var value))
            throw new SynthException(Codes.BadRow, $"The row has no '{field}'; give it one, a text.", file, line, 1);
        return value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw new SynthException(Codes.BadRow, $"'{field}' must be a text that is not empty.", file, line, 1);
    }
}
