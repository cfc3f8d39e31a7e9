using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Jsonl;
using SynthTrain.Stages.Answers;

namespace SynthTrain.Stages.Dataset;

/// <summary>Gives a draft the shape of a good answer, with the draft's own words wherever they fit.</summary>
internal static class ShapeMend
{
    private const int Rounds = 20;

    /// <summary>Fits the shape; then takes from the good answer what the schema still refuses.</summary>
    public static JsonObject Fit(JsonObject draft, JsonObject clean, ResponseSchema schema)
    {
        var fitted = (JsonObject)Fit((JsonNode)draft, clean);
        fitted["payload_type"] = clean["payload_type"]!.DeepClone();
        for (var round = 0; round < Rounds; round++)
        {
            if (schema.Validate(JsonElement.Parse(JsonText.ToUtf8(fitted).Span), 1) is not [var error, ..] || !Take(fitted, clean, error.InstancePath))
                break;
        }

        return fitted;
    }

    private static JsonNode Fit(JsonNode? draft, JsonNode clean) => (draft, clean) switch
    {
        (JsonObject map, JsonObject shape) => Map(map, shape),
        (JsonArray list, JsonArray { Count: > 0 } shape) => List(list, shape),
        (JsonArray, JsonArray) => new JsonArray(),
        (JsonValue value, JsonValue shape) => Value(value, shape),
        _ => clean.DeepClone(),
    };

    private static JsonObject Map(JsonObject map, JsonObject shape)
    {
        var fitted = new JsonObject();
        foreach (var (name, value) in shape)
            fitted[name] = Fit(map[name], value!);
        return fitted;
    }

    private static JsonArray List(JsonArray list, JsonArray shape)
    {
        var fitted = new JsonArray();
        for (var i = 0; i < list.Count; i++)
            fitted.Add(Fit(list[i], Like(list[i], shape) ?? shape[Math.Min(i, shape.Count - 1)]!));
        return fitted;
    }

    private static JsonNode? Like(JsonNode? element, JsonArray shape) =>
        element is JsonObject map && (map["id"] ?? map["about"]) is { } id ? shape.FirstOrDefault(other => JsonNode.DeepEquals((other as JsonObject)?["id"] ?? (other as JsonObject)?["about"], id)) : null;

    private static JsonNode Value(JsonValue value, JsonValue shape)
    {
        var (given, wanted) = (value.GetValueKind(), shape.GetValueKind());
        if (given == wanted)
            return value.DeepClone();
        if (wanted == JsonValueKind.String && given == JsonValueKind.Number)
            return value.ToJsonString();
        return wanted == JsonValueKind.Number && given == JsonValueKind.String && FirstNumber(value.GetValue<string>()) is { } number ? number : shape.DeepClone();
    }

    private static int? FirstNumber(string text)
    {
        var digits = new string([.. text.SkipWhile(letter => !char.IsAsciiDigit(letter)).TakeWhile(char.IsAsciiDigit)]);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    // The value at a pointer, or the nearest one above it that both have.
    private static bool Take(JsonObject fitted, JsonObject clean, string pointer)
    {
        JsonNode at = fitted, like = clean;
        foreach (var name in pointer.Split('/').Skip(1))
        {
            var (next, nextLike) = (Child(at, name), Child(like, name));
            if (next is null || nextLike is null)
                break;
            (at, like) = (next, nextLike);
        }

        if (ReferenceEquals(at, fitted) || JsonNode.DeepEquals(at, like))
            return false;
        at.ReplaceWith(like.DeepClone());
        return true;
    }

    private static JsonNode? Child(JsonNode node, string name) => node switch
    {
        JsonObject map => map[name],
        JsonArray list when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Count => list[index],
        _ => null,
    };
}
