using System.Text;
using System.Text.Json;

namespace SynthTrain.Loopback.Wire;

/// <summary>Reads fields of a request as strictly as providers do.</summary>
internal static class BodyReader
{
    /// <summary>A text that must be there.</summary>
    public static string Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw WireException.BadRequest($"you must provide a {name} parameter", name);

    /// <summary>A whole number of at least 1; null when it is absent or null.</summary>
    public static int? Count(JsonElement body, string name)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count >= 1)
            return count;
        throw WireException.BadRequest($"Invalid type or value for '{name}': expected an integer of at least 1, got {value.GetRawText()}.", name, "invalid_type");
    }

    /// <summary>Whether a flag is set; anything but a boolean is refused.</summary>
    public static bool Flag(JsonElement body, string name)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return false;
        return value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw WireException.BadRequest($"Invalid type for '{name}': expected a boolean.", name, "invalid_type"),
        };
    }

    /// <summary>A number within bounds, where it is given.</summary>
    public static void Range(JsonElement body, string name, double min, double max)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return;
        if (value.ValueKind != JsonValueKind.Number || value.GetDouble() < min || value.GetDouble() > max)
            throw WireException.BadRequest($"Invalid '{name}': expected a number between {min} and {max}, got {value.GetRawText()}.", name, "invalid_value");
    }

    /// <summary>A list that must be there and hold something.</summary>
    public static JsonElement List(JsonElement body, string name) =>
        body.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0
            ? list
            : throw WireException.BadRequest($"Missing required parameter: '{name}'.", name, "missing_required_parameter");

    /// <summary>The text of a string, or of the parts of a list that have a field <c>text</c>.</summary>
    public static string Content(JsonElement content, string where)
    {
        if (content.ValueKind == JsonValueKind.String)
            return content.GetString()!;
        if (content.ValueKind != JsonValueKind.Array)
            throw WireException.BadRequest($"Invalid value for '{where}': expected a string or a list of parts.", where, "invalid_type");
        var text = new StringBuilder();
        foreach (var part in content.EnumerateArray())
        {
            if (part.ValueKind != JsonValueKind.Object || !part.TryGetProperty("text", out var value))
                throw WireException.BadRequest($"Invalid value for '{where}': this server takes parts of text alone.", where, "invalid_value");
            text.Append(value.GetString());
        }

        return text.ToString();
    }

    /// <summary>Refuses fields that the reference does not name.</summary>
    public static void OnlyKnown(JsonElement body, HashSet<string> known, Func<string, string> message)
    {
        foreach (var property in body.EnumerateObject())
        {
            if (!known.Contains(property.Name))
                throw WireException.BadRequest(message(property.Name), property.Name, "unknown_parameter");
        }
    }
}
