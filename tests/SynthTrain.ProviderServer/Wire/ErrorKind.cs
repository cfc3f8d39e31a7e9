namespace SynthTrain.Loopback.Wire;

/// <summary>What an error is about; each provider has its own words for it.</summary>
internal enum ErrorKind
{
    BadRequest,
    Unauthorized,
    Forbidden,
    NotAllowed,
    Conflict,
    UnknownModel,
    NotFound,
    RateLimited,
    QuotaSpent,
    Server,
    Unavailable,
    Overloaded,
    SchemaRefused,
    TooLong,
    TooLarge,
    ContentFilter,
}
