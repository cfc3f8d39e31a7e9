using System.Text.Json;
using System.Text.Json.Serialization;
using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Core.Protocol;

/// <summary>One line between the build and its worker: NDJSON on the worker's stdin and stdout.</summary>
/// <remarks>Worker to build: <c>hello</c>, <c>progress</c>, <c>diagnostic</c>, <c>text</c>, <c>detail</c>, <c>checkpoint</c>, <c>result</c>. Build to worker: <c>cancel</c>; end of input means that the build died.</remarks>
public sealed record WorkerMessage
{
    /// <summary>Which message it is.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary><c>hello</c>: the worker's version.</summary>
    [JsonPropertyName("version")]
    public string? Version { get; init; }

    /// <summary><c>hello</c>: the worker's process id.</summary>
    [JsonPropertyName("pid")]
    public int? ProcessId { get; init; }

    /// <summary><c>progress</c>, <c>checkpoint</c>: rows done.</summary>
    [JsonPropertyName("done")]
    public long? Done { get; init; }

    /// <summary><c>progress</c>: rows in all, 0 when unknown.</summary>
    [JsonPropertyName("total")]
    public long? Total { get; init; }

    /// <summary><c>progress</c>: what is counted; absent for rows.</summary>
    [JsonPropertyName("unit")]
    public string? Unit { get; init; }

    /// <summary><c>progress</c>: rows from the journal.</summary>
    [JsonPropertyName("reused")]
    public long? Reused { get; init; }

    /// <summary><c>progress</c>: tokens so far.</summary>
    [JsonPropertyName("tokens")]
    public long? Tokens { get; init; }

    /// <summary><c>progress</c>: US dollars so far.</summary>
    [JsonPropertyName("cost")]
    public decimal? Cost { get; init; }

    /// <summary><c>diagnostic</c>: <c>info</c>, <c>warning</c> or <c>error</c>.</summary>
    [JsonPropertyName("severity")]
    public string? Severity { get; init; }

    /// <summary><c>diagnostic</c>: the code.</summary>
    [JsonPropertyName("code")]
    public string? Code { get; init; }

    /// <summary><c>diagnostic</c>, <c>text</c>, <c>detail</c>, <c>result</c>: the words.</summary>
    [JsonPropertyName("message")]
    public string? Message { get; init; }

    /// <summary><c>diagnostic</c>: the file.</summary>
    [JsonPropertyName("file")]
    public string? File { get; init; }

    /// <summary><c>diagnostic</c>: 1-based line, 0 when unknown.</summary>
    [JsonPropertyName("line")]
    public int? Line { get; init; }

    /// <summary><c>diagnostic</c>: 1-based column, 0 when unknown.</summary>
    [JsonPropertyName("column")]
    public int? Column { get; init; }

    /// <summary><c>result</c>: <c>complete</c>, <c>partial</c>, <c>restored</c>, <c>current</c>, <c>adopted</c>, <c>failed</c> or <c>interrupted</c>; the last two fail the build.</summary>
    [JsonPropertyName("state")]
    public string? State { get; init; }

    /// <summary>A diagnostic as a message.</summary>
    public static WorkerMessage From(Diagnostic diagnostic) => new()
    {
        Type = "diagnostic",
        Severity = diagnostic.Severity.ToString().ToLowerInvariant(),
        Code = diagnostic.Code,
        Message = diagnostic.Message,
        File = diagnostic.File,
        Line = diagnostic.Line,
        Column = diagnostic.Column,
    };

    /// <summary>One line of JSON, without the line break.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, ProtocolJson.Default.WorkerMessage);

    /// <summary>Reads a line; null when it is none of ours.</summary>
    public static WorkerMessage? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ProtocolJson.Default.WorkerMessage);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
