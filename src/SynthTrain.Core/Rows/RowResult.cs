using System.Text.Json.Nodes;
using SynthTrain.Core.Jsonl;

namespace SynthTrain.Core.Rows;

/// <summary>What became of one row: 0…n output rows, or a rejection.</summary>
public sealed record RowResult
{
    private RowResult()
    {
    }

    /// <summary>Output rows as UTF-8 JSON objects without line breaks.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Rows { get; private init; } = [];

    /// <summary>Why the row was rejected: a short stable word such as <c>schema</c>; null when it was accepted.</summary>
    public string? Rejection { get; private init; }

    /// <summary>What a person needs to see why; may differ between rows.</summary>
    public string? Detail { get; private init; }

    /// <summary>Accepts with rows.</summary>
    public static RowResult Accept(params IReadOnlyList<JsonObject> rows) =>
        new() { Rows = [.. rows.Select(JsonText.ToUtf8)] };

    /// <summary>Accepts with rows already written as UTF-8 JSON objects on one line.</summary>
    public static RowResult AcceptUtf8(params IReadOnlyList<ReadOnlyMemory<byte>> rows) => new() { Rows = rows };

    /// <summary>Rejects: the answer is bad, and asking again would not be resuming.</summary>
    public static RowResult Reject(string reason, string? detail = null) => new() { Rejection = reason, Detail = detail };
}
