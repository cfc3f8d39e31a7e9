namespace SynthTrain.Training.BaseModels.Hub;

/// <summary>What the hub says of a file before it sends it.</summary>
/// <param name="Name">The file.</param>
/// <param name="Etag">SHA-256 of a large file, or git's SHA-1 of a small one: its name among the cache's blobs.</param>
/// <param name="Size">In bytes.</param>
internal sealed record HubHead(string Name, string Etag, long Size);
