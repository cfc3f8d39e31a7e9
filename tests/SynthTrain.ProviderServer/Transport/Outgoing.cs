namespace SynthTrain.Loopback.Transport;

/// <summary>What goes out.</summary>
/// <param name="Status">The status.</param>
/// <param name="ContentType">The content type.</param>
/// <param name="Body">The body, or the events of a stream.</param>
/// <param name="IsStream">Whether the parts are events, sent one by one and without a length.</param>
internal sealed record Outgoing(int Status, string ContentType, IReadOnlyList<byte[]> Body, bool IsStream = false)
{
    public const string Json = "application/json";

    public const string Html = "text/html; charset=utf-8";

    /// <summary>A page as proxies and gateways send it.</summary>
    public static Outgoing Page(int status, string title) => new(status, Html,
        [System.Text.Encoding.UTF8.GetBytes($"<!DOCTYPE html>\n<html>\n<head><title>{title}</title></head>\n<body><center><h1>{title}</h1></center><hr><center>proxy</center></body>\n</html>\n")]);

    /// <summary>All of it in one piece.</summary>
    public byte[] Joined() => Body.Count == 1 ? Body[0] : [.. Body.SelectMany(part => part)];
}
