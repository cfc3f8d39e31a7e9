using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary>A place in the document that holds a schema.</summary>
internal sealed record SchemaSite(string Pointer, JsonElement Element, SchemaResource Resource, SchemaNode Node);
