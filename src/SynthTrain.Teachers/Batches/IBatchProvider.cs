using SynthTrain.Teachers.Providers;

namespace SynthTrain.Teachers.Batches;

/// <summary>A provider's batch jobs. Faults are <see cref="ProviderException"/>; the caller retries, matches and keeps.</summary>
public interface IBatchProvider
{
    /// <summary>What one job may hold.</summary>
    BatchLimits Limits { get; }

    /// <summary>Whether jobs carry the hash that they were submitted with, so that those of others are told apart by it.</summary>
    bool KeepsHash { get; }

    /// <summary>Writes one request's line, line feed included.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="key">Names the result.</param>
    /// <param name="body">What the live API would be sent: a JSON object on one line.</param>
    void WriteRequest(Stream output, string key, ReadOnlySpan<byte> body);

    /// <summary>Submits a job.</summary>
    /// <returns>Its id.</returns>
    Task<string> SubmitAsync(BatchUpload upload, CancellationToken cancellationToken);

    /// <summary>How a job stands; null when the provider knows none of this id.</summary>
    Task<BatchJob?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Jobs page by page, the newest first. Read page by page, so that whoever wants only the newest asks for no more.</summary>
    IAsyncEnumerable<IReadOnlyList<BatchJob>> RecentAsync(CancellationToken cancellationToken);

    /// <summary>Results of a job that has ended, one line each, as the provider writes them. Read line by line, so that whoever wants only the first few takes no more.</summary>
    IAsyncEnumerable<ReadOnlyMemory<byte>> ResultsAsync(BatchJob job, CancellationToken cancellationToken);

    /// <summary>Reads one line; null when it is none of the provider's.</summary>
    BatchResult? ReadResult(ReadOnlyMemory<byte> line);
}
