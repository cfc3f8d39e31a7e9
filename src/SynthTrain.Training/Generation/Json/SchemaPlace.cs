using System.Text.Json;

namespace SynthTrain.Training.Generation.Json;

/// <summary>A schema inside another.</summary>
/// <param name="Schema">The schema.</param>
/// <param name="Pointer">Where it stands (RFC 6901).</param>
internal sealed record SchemaPlace(JsonElement Schema, string Pointer)
{
    /// <summary>A schema below this one.</summary>
    public SchemaPlace At(string path, JsonElement schema) => new(schema, $"{Pointer}/{path}");
}
