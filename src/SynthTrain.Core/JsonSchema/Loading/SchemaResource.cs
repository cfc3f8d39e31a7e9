namespace SynthTrain.Core.JsonSchema;

/// <summary>A schema with its own URI, and the anchors in it (core, 4.3.5).</summary>
internal sealed class SchemaResource(Uri baseUri, string pointer)
{
    public Uri BaseUri { get; } = baseUri;

    /// <summary>Gets where the resource starts in the document.</summary>
    public string Pointer { get; } = pointer;

    public Dictionary<string, SchemaNode> Anchors { get; } = new(StringComparer.Ordinal);
}
