using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SynthTrain.Teachers.Batches;

/// <summary>Requests that make one job.</summary>
/// <param name="Requests">Sorted by key.</param>
internal sealed record BatchPart(IReadOnlyList<NotedRequest> Requests)
{
    private const int HashBytes = 16;

    /// <summary>Names the requests by their keys.</summary>
    public string Hash { get; } = HashOf(Requests);

    /// <summary>Cuts requests into jobs that a provider takes.</summary>
    public static IEnumerable<BatchPart> Split(IEnumerable<NotedRequest> requests, BatchLimits limits)
    {
        var part = new List<NotedRequest>();
        long bytes = 0;
        foreach (var request in requests)
        {
            if (part.Count > 0 && (part.Count == limits.Requests || bytes + request.Length > limits.Bytes))
            {
                yield return new BatchPart(part);
                (part, bytes) = ([], 0);
            }

            part.Add(request);
            bytes += request.Length;
        }

        if (part.Count > 0)
            yield return new BatchPart(part);
    }

    private static string HashOf(IReadOnlyList<NotedRequest> requests)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> key = stackalloc byte[16];
        foreach (var request in requests)
        {
            BinaryPrimitives.WriteUInt128BigEndian(key, request.Key);
            hash.AppendData(key);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, HashBytes));
    }
}
