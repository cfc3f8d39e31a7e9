namespace SynthTrain.Teachers.Batches.Wire;

/// <summary>One request of a live client that never leaves the process: its body is kept, and a given response is its answer.</summary>
internal sealed class WireExchange
{
    /// <summary>The body that the client sent.</summary>
    public byte[]? Body { get; set; }

    /// <summary>The header that switches features of a provider on, as the client sent it; null for none.</summary>
    public string? Beta { get; set; }

    /// <summary>Status of the answer; 0 when only the body is wanted.</summary>
    public int Status { get; init; }

    /// <summary>Body of the answer.</summary>
    public ReadOnlyMemory<byte> Response { get; init; }
}
