namespace SynthTrain.Core.Journals;

/// <summary>Takes one record while a log is opened.</summary>
/// <param name="key">The record's key.</param>
/// <param name="offset">Where its line begins.</param>
/// <param name="body">The record's own properties with the closing brace, without the opening one.</param>
public delegate void RecordVisitor(UInt128 key, long offset, ReadOnlySpan<byte> body);
