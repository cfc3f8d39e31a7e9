namespace SynthTrain.Loopback.Wire;

/// <summary>A request that the provider refuses.</summary>
internal sealed class WireException(WireError error) : Exception(error.Message)
{
    public WireError Error { get; } = error;

    public static WireException BadRequest(string message, string? param = null, string? code = null) =>
        new(new WireError(ErrorKind.BadRequest, message) { Param = param, Code = code });
}
