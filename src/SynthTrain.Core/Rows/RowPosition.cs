namespace SynthTrain.Core.Rows;

/// <summary>Where a row is.</summary>
/// <param name="Offset">Of its record in the journal; below 0 when the row failed and has none.</param>
/// <param name="File">Its source file.</param>
/// <param name="Line">Its line there.</param>
internal readonly record struct RowPosition(long Offset, string File, int Line);
