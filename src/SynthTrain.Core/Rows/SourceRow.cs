using System.Text.Json;

namespace SynthTrain.Core.Rows;

/// <summary>One input row.</summary>
/// <param name="Id">Its id, unique within the stage's input.</param>
/// <param name="Json">The row, a JSON object; its canonical form is part of the row's key.</param>
/// <param name="File">The file it came from, for messages.</param>
/// <param name="Line">1-based line in <paramref name="File"/>.</param>
public readonly record struct SourceRow(string Id, JsonElement Json, string File, int Line)
{
    /// <summary>What else shapes what the row becomes, such as a hash of the rows that are answered together with it; part of the row's key. Null: nothing.</summary>
    public string? Beside { get; init; }
}
