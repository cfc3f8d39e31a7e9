namespace SynthTrain.Core.IO;

/// <summary>What the file system says of a file without reading it.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="ModifiedTicks">Time of the last write, UTC, in ticks of 100 ns.</param>
public readonly record struct FileStat(long Length, long ModifiedTicks);
