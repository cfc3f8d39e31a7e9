namespace SynthTrain.Teachers.Providers;

/// <summary>What went wrong with one attempt, in the few kinds that lead to different actions.</summary>
public enum ProviderFault
{
    /// <summary>429 without a word on a spent quota: wait and try again, with fewer at a time.</summary>
    RateLimited,

    /// <summary>503 or 529: the provider is overloaded. Wait, try again, then the next model.</summary>
    Overloaded,

    /// <summary>500, 502, 504 or another fault of the provider's: try again, then the next model.</summary>
    Server,

    /// <summary>No connection, or one that broke. Whether the request was charged is not known when bytes had been sent.</summary>
    Network,

    /// <summary>No reply, or no further part of it, in time.</summary>
    Timeout,

    /// <summary>A reply that is not what the provider's reference says: half JSON, a missing field.</summary>
    BadReply,

    /// <summary>401 or 403: the key is missing, wrong or not allowed. No further request makes sense.</summary>
    Unauthorized,

    /// <summary>402, or 429 that says that the account's quota or credit is spent. No further request makes sense.</summary>
    QuotaSpent,

    /// <summary>The model does not exist, or not for this key: the next model, or none.</summary>
    UnknownModel,

    /// <summary>The provider refuses the response schema. No further request makes sense.</summary>
    SchemaRefused,

    /// <summary>The endpoint is not the provider's API: HTML from a proxy, a wrong content type, 404 on the path. No further request makes sense.</summary>
    NotTheApi,

    /// <summary>The request has more tokens than the model takes: this row cannot be asked.</summary>
    TooLong,

    /// <summary>Any other 4xx: the request is refused, and so will be the next like it. No further request makes sense.</summary>
    Refused,
}
