namespace SynthTrain.Loopback.Batches;

/// <summary>A file that was uploaded, or made by a job.</summary>
internal sealed record StoredFile(string Id, string Name, string Purpose, byte[] Content, DateTimeOffset Made);
