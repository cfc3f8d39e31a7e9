using System.Text.Json;

namespace SynthTrain.Stages.Text;

/// <summary>The text of a JSON value: its strings, numbers and booleans in document order, without names of properties and syntax.</summary>
/// <remarks>Names are left out because all rows of one schema share them; they would make every pair look alike.</remarks>
internal static class JsonTextValues
{
    /// <summary>The strings, numbers and booleans.</summary>
    public static IReadOnlyList<string> Of(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
            return [value.GetString()!];
        var values = new List<string>();
        Collect(value, values);
        return values;
    }

    /// <summary>The same, one a line.</summary>
    public static string Joined(JsonElement value) => string.Join('\n', Of(value));

    private static void Collect(JsonElement value, List<string> values)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                    Collect(property.Value, values);
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                    Collect(item, values);
                break;
            case JsonValueKind.String:
                values.Add(value.GetString()!);
                break;
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                values.Add(value.GetRawText());
                break;
        }
    }
}
