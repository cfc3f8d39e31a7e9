using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SynthTrain.Teachers.Providers.Http;

/// <summary>Writes what the bodies of all providers have in common.</summary>
internal static class RequestBody
{
    /// <summary>Whether the user's own options set a member, which then wins over ours.</summary>
    public static bool Sets(this ChatOptions? options, string name) => options?.AdditionalProperties?.ContainsKey(name) == true;

    /// <summary>A number unless it is null or the user's options set it. Singles are written with the digits that the user gave.</summary>
    public static void Number(this Utf8JsonWriter json, string name, float? value, ChatOptions? options)
    {
        if (value is { } number && !options.Sets(name))
            json.WriteNumber(name, decimal.Parse(number.ToString(CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture));
    }

    /// <summary>A whole number unless it is null or the user's options set it.</summary>
    public static void Number(this Utf8JsonWriter json, string name, long? value, ChatOptions? options)
    {
        if (value is { } number && !options.Sets(name))
            json.WriteNumber(name, number);
    }

    /// <summary>The user's own options, as they are.</summary>
    public static void Rest(this Utf8JsonWriter json, ChatOptions? options, string? but = null)
    {
        foreach (var (name, value) in options?.AdditionalProperties ?? [])
        {
            if (name == but || value is not JsonElement element)
                continue;
            json.WritePropertyName(name);
            json.Raw(element);
        }
    }

    /// <summary>JSON that was read before, as it was: not parsed and written anew with every request.</summary>
    public static void Raw(this Utf8JsonWriter json, JsonElement element) =>
        json.WriteRawValue(JsonMarshal.GetRawUtf8Value(element), skipInputValidation: true);
}
