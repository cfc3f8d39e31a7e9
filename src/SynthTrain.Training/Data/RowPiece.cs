namespace SynthTrain.Training.Data;

/// <summary>A part of an example that lies in a row of a batch.</summary>
/// <param name="Example">Its number.</param>
/// <param name="Start">The first token.</param>
/// <param name="Length">How many tokens.</param>
internal readonly record struct RowPiece(int Example, int Start, int Length);
