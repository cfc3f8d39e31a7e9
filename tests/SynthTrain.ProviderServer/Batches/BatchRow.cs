namespace SynthTrain.Loopback.Batches;

/// <summary>One request of a job.</summary>
/// <param name="Key">The id that the client gave it.</param>
/// <param name="Path">The path it would be sent to by itself.</param>
/// <param name="Body">Its body.</param>
/// <param name="Version">The API version of the call that made the job; empty where the provider has none.</param>
internal sealed record BatchRow(string Key, string Path, byte[] Body, string Version = "");
