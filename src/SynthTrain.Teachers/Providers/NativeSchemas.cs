using System.Text.Json;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Teachers.Providers;

/// <summary>Whether a response schema goes to a provider as its own parameter.</summary>
internal static class NativeSchemas
{
    public static bool Takes(TeacherDefinition definition, string schema) => definition.StructuredOutput switch
    {
        StructuredOutput.Prompt => false,
        // A user's client may know it or not; words always reach it.
        StructuredOutput.Auto when definition.Plugin is not null => false,
        _ => ProviderProfile.Find(definition.Provider)?.Protocol != "anthropic" || HasProperties(schema),
    };

    // Anthropic's client leaves any other schema out without a word.
    private static bool HasProperties(string schema)
    {
        var root = JsonElement.Parse(schema);
        return root.ValueKind == JsonValueKind.Object
            && root.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
            && root.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array;
    }
}
