namespace SynthTrain.Loopback.Batches;

/// <summary>One request of a job.</summary>
/// <param name="Key">The id that the client gave it.</param>
/// <param name="Path">The path it would be sent to by itself.</param>
/// <param name="Body">Its body.</param>
internal sealed record BatchRow(string Key, string Path, byte[] Body);
