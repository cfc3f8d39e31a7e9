namespace SynthTrain.Loopback.Faults;

/// <summary>What can go wrong.</summary>
public enum FaultKind
{
    /// <summary>Nothing: the request is answered. Lets a rule take requests out of the rules after it.</summary>
    None,

    /// <summary>429 without Retry-After.</summary>
    RateLimit,

    /// <summary>429 with Retry-After in seconds.</summary>
    RateLimitSeconds,

    /// <summary>429 with Retry-After as an HTTP date.</summary>
    RateLimitDate,

    /// <summary>429 with retry-after-ms (and Retry-After, rounded up).</summary>
    RateLimitMilliseconds,

    /// <summary>429 because the money is spent.</summary>
    QuotaSpent,

    /// <summary>500.</summary>
    ServerError,

    /// <summary>502 with a gateway's HTML page.</summary>
    BadGateway,

    /// <summary>503.</summary>
    Unavailable,

    /// <summary>529 (503 where the provider has no 529).</summary>
    Overloaded,

    /// <summary>A stream begins well and then holds an error event; a body that is not streamed is a 500.</summary>
    ErrorInStream,

    /// <summary>The connection is reset in the middle of the body.</summary>
    Reset,

    /// <summary>The connection is reset before the first byte.</summary>
    ResetBefore,

    /// <summary>200 with the first half of the JSON, as a complete body.</summary>
    HalfJson,

    /// <summary>The right reply as text/plain.</summary>
    WrongContentType,

    /// <summary>200 with a proxy's HTML page.</summary>
    HtmlOk,

    /// <summary>403 with a proxy's HTML page.</summary>
    HtmlForbidden,

    /// <summary>Silence before the first byte, then the reply.</summary>
    Stall,

    /// <summary>Silence in the middle of the body, then the rest.</summary>
    StallInside,

    /// <summary>The body comes in small pieces with pauses.</summary>
    SlowDrip,

    /// <summary>A stream comes twice; a body that is not streamed has the id of the reply before it.</summary>
    DuplicateReply,

    /// <summary>A stream holds an event of another reply; a body that is not streamed has another reply's id.</summary>
    OtherId,

    /// <summary>The reply has fields that the reference does not name.</summary>
    UnknownFields,

    /// <summary>The model refuses.</summary>
    Refusal,

    /// <summary>The reply is cut off at half its length.</summary>
    Length,

    /// <summary>The reply is withheld by a content filter.</summary>
    ContentFilter,

    /// <summary>400: the prompt is refused by a content filter.</summary>
    ContentFilterError,

    /// <summary>401 with the key in its message.</summary>
    WrongKey,

    /// <summary>404: there is no such model.</summary>
    UnknownModel,

    /// <summary>400: the provider does not take the schema.</summary>
    SchemaRefused,

    /// <summary>400: the prompt is too long.</summary>
    TooLong,
}
