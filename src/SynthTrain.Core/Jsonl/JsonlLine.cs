using System.Text.Json;

namespace SynthTrain.Core.Jsonl;

/// <summary>One line of a JSONL file.</summary>
/// <param name="Json">The line's JSON object.</param>
/// <param name="Line">1-based line number.</param>
/// <param name="Offset">Byte offset of the line's first byte in the file.</param>
public readonly record struct JsonlLine(JsonElement Json, int Line, long Offset);
