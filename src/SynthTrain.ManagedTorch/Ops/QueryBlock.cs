namespace TorchSharp.Ops;

/// <summary>Queries that go together.</summary>
/// <param name="Row">The row of the batch.</param>
/// <param name="First">The first of them.</param>
/// <param name="Count">How many.</param>
/// <param name="Key">The first key that they see.</param>
internal readonly record struct QueryBlock(long Row, long First, long Count, long Key);
