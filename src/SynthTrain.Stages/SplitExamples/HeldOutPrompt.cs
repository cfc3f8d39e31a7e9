using System.Text.Json;

namespace SynthTrain.Stages.SplitExamples;

/// <summary>A prompt that no row may repeat.</summary>
/// <param name="File">The file, as messages print it.</param>
/// <param name="Line">1-based line in the file.</param>
/// <param name="Input">What is asked.</param>
/// <param name="Output">The answer; of kind <see cref="JsonValueKind.Undefined"/> when the row has none.</param>
/// <param name="Context">Earlier turns, oldest first.</param>
internal sealed record HeldOutPrompt(string File, int Line, string Input, JsonElement Output, IReadOnlyList<ExampleTurn> Context);
