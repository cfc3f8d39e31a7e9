namespace SynthTrain.Core.Rows;

/// <summary>A row handed out to be done.</summary>
/// <param name="Row">The row.</param>
/// <param name="Index">Its number in the source, from 0.</param>
/// <param name="Cell">Where to note its record.</param>
internal readonly record struct FedRow(SourceRow Row, long Index, RowPositions.Cell Cell);
