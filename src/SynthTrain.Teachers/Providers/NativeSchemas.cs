using System.Text.Json;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Teachers.Providers;

/// <summary>Whether a response schema goes to a provider as its own parameter.</summary>
internal static class NativeSchemas
{
    public static bool Takes(TeacherDefinition definition, JsonElement schema)
    {
        var isAnthropic = ProviderProfile.Find(definition.Provider)?.Protocol == "anthropic";
        return definition.StructuredOutput switch
        {
            StructuredOutput.Prompt => false,
            // A user's client may know it or not; words always reach it.
            StructuredOutput.Auto when definition.Plugin is not null => false,
            // OpenAI takes objects at the root alone; words reach everybody.
            StructuredOutput.Auto when !IsObject(schema) => false,
            // Anthropic's client closes every object, and one without named properties could then hold nothing.
            StructuredOutput.Auto when isAnthropic => HasProperties(schema) && ClosedSchema.Is(schema, allRequired: false),
            _ => !isAnthropic || HasProperties(schema),
        };
    }

    private static bool IsObject(JsonElement schema) =>
        schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String || type.ValueEquals("object");

    // Anthropic's client leaves any other schema out without a word.
    private static bool HasProperties(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array;
}
