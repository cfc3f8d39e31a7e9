using System.Runtime.InteropServices;
using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary>Equality as JSON Schema defines it (core, 4.2.2): numbers by value, objects without order.</summary>
internal static class JsonEquality
{
    public static bool AreEqual(EvaluationRun run, JsonElement left, JsonElement right)
    {
        if (left.ValueKind != right.ValueKind)
            return false;
        switch (left.ValueKind)
        {
            case JsonValueKind.String:
                return JsonText.RawEquals(JsonText.Raw(left), JsonText.Raw(right));
            case JsonValueKind.Number:
                return JsonNumber.Compare(JsonNumber.Of(left), JsonNumber.Of(right)) == 0;
            case JsonValueKind.Array or JsonValueKind.Object:
                run.Enter();
                bool equal = left.ValueKind == JsonValueKind.Array ? ArraysEqual(run, left, right) : ObjectsEqual(run, left, right);
                run.Leave();
                return equal;
            default:
                return true;
        }
    }

    /// <summary>A hash under which equal values agree.</summary>
    public static int Hash(EvaluationRun run, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return HashText(value);
            case JsonValueKind.Number:
                return JsonNumber.Of(value).Hash();
            case JsonValueKind.Array or JsonValueKind.Object:
                run.Enter();
                int hash = value.ValueKind == JsonValueKind.Array ? HashArray(run, value) : HashObject(run, value);
                run.Leave();
                return hash;
            default:
                return (int)value.ValueKind;
        }
    }

    private static int HashArray(EvaluationRun run, JsonElement value)
    {
        HashCode hash = default;
        foreach (JsonElement item in value.EnumerateArray())
            hash.Add(Hash(run, item));
        return hash.ToHashCode();
    }

    private static int HashObject(EvaluationRun run, JsonElement value)
    {
        int sum = 1;
        foreach (JsonProperty property in value.EnumerateObject())
            sum += HashCode.Combine(HashName(property), Hash(run, property.Value));
        return sum;
    }

    private static int HashText(JsonElement value)
    {
        using JsonText text = JsonText.Of(value, stackalloc char[JsonText.ScratchLength]);
        return string.GetHashCode(text.Chars, StringComparison.Ordinal);
    }

    private static int HashName(JsonProperty property)
    {
        using JsonText name = JsonText.Of(property, stackalloc char[JsonText.ScratchLength]);
        return string.GetHashCode(name.Chars, StringComparison.Ordinal);
    }

    private static bool ArraysEqual(EvaluationRun run, JsonElement left, JsonElement right)
    {
        if (left.GetArrayLength() != right.GetArrayLength())
            return false;
        JsonElement.ArrayEnumerator other = right.EnumerateArray();
        foreach (JsonElement item in left.EnumerateArray())
        {
            other.MoveNext();
            if (!AreEqual(run, item, other.Current))
                return false;
        }

        return true;
    }

    private static bool ObjectsEqual(EvaluationRun run, JsonElement left, JsonElement right)
    {
        if (left.GetPropertyCount() != right.GetPropertyCount())
            return false;
        foreach (JsonProperty property in left.EnumerateObject())
        {
            if (!HasEqual(run, right, property))
                return false;
        }

        return true;
    }

    private static bool HasEqual(EvaluationRun run, JsonElement target, JsonProperty wanted)
    {
        ReadOnlySpan<byte> name = JsonMarshal.GetRawUtf8PropertyName(wanted);
        foreach (JsonProperty candidate in target.EnumerateObject())
        {
            if (JsonText.RawEquals(name, JsonMarshal.GetRawUtf8PropertyName(candidate)))
                return AreEqual(run, wanted.Value, candidate.Value);
        }

        return false;
    }
}
