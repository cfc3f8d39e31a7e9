namespace SynthTrain.Teachers.Batches;

/// <summary>Requests to submit as one job.</summary>
/// <param name="Path">A file with one line a request, as <see cref="IBatchProvider.WriteRequest"/> writes it; absolute.</param>
/// <param name="Hash">Names the requests by their content: the same requests, the same hash. Providers that can carry a name along give it to the job.</param>
public sealed record BatchUpload(string Path, string Hash);
