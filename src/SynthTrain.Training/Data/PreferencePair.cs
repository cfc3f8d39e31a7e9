namespace SynthTrain.Training.Data;

/// <summary>A prompt with a better and a worse answer, as tokens.</summary>
/// <param name="Prompt">Tokens of the prompt, generation header included.</param>
/// <param name="Chosen">Tokens of the better answer with its end.</param>
/// <param name="Rejected">Tokens of the worse answer with its end.</param>
/// <param name="Source">The row it came from, as <c>file(line)</c>.</param>
public sealed record PreferencePair(int[] Prompt, int[] Chosen, int[] Rejected, string Source);
