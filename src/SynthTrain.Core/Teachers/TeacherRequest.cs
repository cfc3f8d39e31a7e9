using System.Text.Json;

namespace SynthTrain.Core.Teachers;

/// <summary>One question to a teacher. The whole of it is the key of the reply cache.</summary>
public sealed record TeacherRequest
{
    /// <summary>What is asked for, such as <c>draft</c>; picks the offline rule and names the call in logs.</summary>
    public required string Task { get; init; }

    /// <summary>The conversation, oldest first; the teacher's system prompt is put before it by the chain.</summary>
    public required IReadOnlyList<TeacherMessage> Messages { get; init; }

    /// <summary>The named teacher's definition.</summary>
    public required TeacherDefinition Teacher { get; init; }

    /// <summary>JSON Schema (draft 2020-12) of the answer; null for free text.</summary>
    public string? ResponseSchema { get; init; }

    /// <summary>What the offline teacher's rule may look at besides the messages. Never sent to a provider; part of the key for the offline teacher alone.</summary>
    public JsonElement? Source { get; init; }

    /// <summary>Default 0. The same text asked again on purpose takes the next number; part of the key, never sent.</summary>
    public int Sample { get; init; }

    /// <summary>Default 0; raised by the row runner when a rejected row is asked again. Part of the key, never sent.</summary>
    public int Attempt { get; init; }

    /// <summary>The row that asks, for logs; not part of any key.</summary>
    public string? RowId { get; init; }
}
