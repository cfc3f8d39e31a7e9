using System.Globalization;
using System.Text.Json;

namespace SynthTrain.Training.Evaluation.Rows;

/// <summary>A question with the answer that is expected.</summary>
/// <param name="Id">The row's own id, or one made of its line.</param>
/// <param name="Messages">The conversation up to the answer: a JSON array of messages, the last one not the assistant's.</param>
/// <param name="Expected">What the assistant should say; JSON as it is written.</param>
/// <param name="File">The file, as it is displayed.</param>
/// <param name="Line">1-based.</param>
public sealed record EvaluationRow(string Id, JsonElement Messages, string Expected, string File, int Line)
{
    /// <summary>Where it stands, as <c>file(line)</c>.</summary>
    public string Source => string.Create(CultureInfo.InvariantCulture, $"{File}({Line})");

    /// <summary>The tools that the conversation has, a JSON array.</summary>
    public JsonElement? Tools { get; init; }
}
