namespace SynthTrain.Teachers.Batches.Wire;

/// <summary>One request of a live client that never leaves the process: its body is kept, and a given response is its answer.</summary>
internal sealed class WireExchange
{
    /// <summary>The body that the client sent.</summary>
    public byte[]? Body { get; set; }

    /// <summary>The headers that the client sent, in the request's own order.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; set; } = [];

    /// <summary>Status of the answer; 0 when only the body is wanted.</summary>
    public int Status { get; init; }

    /// <summary>Body of the answer.</summary>
    public ReadOnlyMemory<byte> Response { get; init; }
}
