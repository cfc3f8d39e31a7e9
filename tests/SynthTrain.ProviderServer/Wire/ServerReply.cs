namespace SynthTrain.Loopback.Wire;

/// <summary>A reply before it is put into a provider's words.</summary>
internal sealed record ServerReply
{
    /// <summary>What ids are made of.</summary>
    public required long Number { get; init; }

    /// <summary>The text; what the model says when it refuses.</summary>
    public required string Text { get; init; }

    /// <summary>Why it ends.</summary>
    public ReplyEnd End { get; init; }

    /// <summary>Tokens of the prompt.</summary>
    public required int PromptTokens { get; init; }

    /// <summary>Tokens of the text.</summary>
    public required int CompletionTokens { get; init; }

    /// <summary>Whether fields come along that the reference does not name.</summary>
    public bool UnknownFields { get; init; }

    /// <summary>Whether an event of another reply is among the events.</summary>
    public bool OtherId { get; init; }

    /// <summary>The text of refusals.</summary>
    public const string RefusalText = "I'm sorry, but I can't help with that request.";
}

/// <summary>Why a reply ends.</summary>
internal enum ReplyEnd
{
    Stop,
    Length,
    ContentFilter,
    Refusal,

    /// <summary>The prompt was blocked, where the provider says so in a reply.</summary>
    PromptBlocked,
}
