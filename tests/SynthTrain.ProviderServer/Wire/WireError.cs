namespace SynthTrain.Loopback.Wire;

/// <summary>An error before it is put into a provider's words.</summary>
internal sealed record WireError(ErrorKind Kind, string Message)
{
    /// <summary>The field that is at fault; null for none.</summary>
    public string? Param { get; init; }

    /// <summary>The provider's code, where it is not the kind's usual one.</summary>
    public string? Code { get; init; }

    /// <summary>How long to wait; null when the reply does not say.</summary>
    public RetryHint? Retry { get; init; }
}
