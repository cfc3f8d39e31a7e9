using System.Text.Json;

namespace SynthTrain.Loopback.Batches;

/// <summary>What a provider's endpoint says of a new job.</summary>
internal sealed record BatchJobParts(string Id, IReadOnlyList<BatchRow> Rows)
{
    public string Model { get; init; } = "";

    public string DisplayName { get; init; } = "";

    public string? InputFile { get; init; }

    public string Endpoint { get; init; } = "";

    public JsonElement? Metadata { get; init; }

    public string? Fault { get; init; }
}
