namespace SynthTrain.Loopback.Stats;

/// <summary>One request that asked for an answer.</summary>
public sealed class RequestEntry
{
    /// <summary>Its number, from 1, in order of arrival.</summary>
    public required long Number { get; init; }

    /// <summary>How often the same content came, this time included.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it arrived, since the server's start; monotonic.</summary>
    public required TimeSpan Arrived { get; init; }

    /// <summary>The path.</summary>
    public required string Path { get; init; }

    /// <summary>The model; empty when the request could not be read.</summary>
    public required string Model { get; init; }

    /// <summary>Hash of path and body.</summary>
    public required string ContentHash { get; init; }

    /// <summary>Prompt tokens.</summary>
    public required int PromptTokens { get; init; }

    /// <summary>The most tokens of the reply; 0 when the request does not say.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Tokens that a rate limit counts.</summary>
    public long Reserved => (long)PromptTokens + MaxTokens;

    /// <summary>Status of the reply; 0 while there is none, or when the connection was reset before.</summary>
    public int Status { get; internal set; }

    /// <summary>What went wrong on purpose; null for nothing.</summary>
    public string? Fault { get; internal set; }

    /// <summary>When the reply was written, since the server's start; null before.</summary>
    public TimeSpan? Finished { get; internal set; }

    /// <summary>Whether the whole right reply was handed to the network.</summary>
    public bool Answered { get; internal set; }
}
