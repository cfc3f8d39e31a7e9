using System.Text;
using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary>How values look in error messages: quoted, short, on one line.</summary>
internal static class ErrorText
{
    private const int MaxLength = 60;
    private const int MaxListed = 12;

    public static string WithPath(string path, string text) => $"{(path.Length == 0 ? "(root)" : path)}: {text}";

    public static string WithoutPath(JsonSchemaError error) =>
        error.Message[(WithPath(error.InstancePath, string.Empty).Length)..];

    public static string Quote(ReadOnlySpan<char> text)
    {
        bool cut = text.Length > MaxLength;
        int length = !cut ? text.Length : char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength;
        StringBuilder result = new("'", length + 8);
        foreach (char c in text[..length])
            result.Append(char.IsControl(c) ? ' ' : c);
        return result.Append(cut ? "…'" : "'").ToString();
    }

    public static string Value(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                using (JsonText text = JsonText.Of(value, stackalloc char[JsonText.ScratchLength]))
                    return Quote(text.Chars);
            case JsonValueKind.Array:
                return value.GetArrayLength() == 0 ? "[]" : "the array";
            case JsonValueKind.Object:
                return value.GetPropertyCount() == 0 ? "{}" : "the object";
            default:
                string raw = value.GetRawText();
                return raw.Length <= MaxLength ? raw : $"{raw[..MaxLength]}…";
        }
    }

    /// <summary>A constant of the schema, in full where it is short: the reader must be able to write it.</summary>
    public static string Constant(JsonElement value)
    {
        if (value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object))
            return Value(value);
        string raw = value.GetRawText();
        return raw.Length <= MaxLength ? raw : $"{raw[..MaxLength]}…";
    }

    public static string List(IEnumerable<string> values)
    {
        string[] all = [.. values];
        string listed = string.Join(", ", all.Take(MaxListed));
        return all.Length <= MaxListed ? listed : $"{listed}, … ({all.Length} in all)";
    }
}
