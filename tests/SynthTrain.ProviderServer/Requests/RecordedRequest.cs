namespace SynthTrain.Loopback.Requests;

/// <summary>A request as it came over the wire, keys included. Kept in memory alone.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Path without query.</param>
/// <param name="Query">Query with its question mark; empty for none.</param>
/// <param name="Headers">Headers by name, in any case; several values are joined with a comma.</param>
/// <param name="Body">The body.</param>
public sealed record RecordedRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>The body as text.</summary>
    public string Text => System.Text.Encoding.UTF8.GetString(Body.Span);

    /// <summary>The body as JSON.</summary>
    public System.Text.Json.JsonElement Json => System.Text.Json.JsonElement.Parse(Body.Span);
}
