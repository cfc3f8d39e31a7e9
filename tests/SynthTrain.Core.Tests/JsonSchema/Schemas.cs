using System.Text;
using System.Text.Json;

namespace SynthTrain.Core.Tests.JsonSchemas;

using SynthTrain.Core.JsonSchema;

/// <summary>Short words for the tests of this folder.</summary>
internal static class Schemas
{
    public static JsonSchema Load(string json) => JsonSchema.Load(Encoding.UTF8.GetBytes(json), "test.json");

    public static JsonElement Json(string json) => JsonDocument.Parse(json, new() { MaxDepth = 100_000 }).RootElement;

    public static bool IsValid(string schema, string instance) => Load(schema).IsValid(Json(instance));

    public static string[] Messages(string schema, string instance) =>
        [.. Load(schema).Validate(Json(instance)).Select(error => error.Message)];

    public static JsonSchemaException Refused(string schema) => Assert.ThrowsExactly<JsonSchemaException>(() => Load(schema));
}
