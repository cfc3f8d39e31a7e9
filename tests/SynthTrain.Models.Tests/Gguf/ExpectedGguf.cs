using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Tests.Gguf;

/// <summary>What llama.cpp's own programs wrote, from <c>golden/gguf/expected</c>, held against a file.</summary>
internal static class ExpectedGguf
{
    private static readonly Dictionary<string, GgufValueKind> s_kinds = Enum.GetValues<GgufValueKind>().ToDictionary(kind => kind.ToString(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Every difference between a file and what is expected: metadata keys in order, types, values; tensors in order, shapes, types, bytes.</summary>
    /// <param name="reader">The file.</param>
    /// <param name="expectedFile">What llama.cpp wrote.</param>
    /// <param name="meant">Keys that are meant to be missing; <c>docs/gguf.md</c> says why.</param>
    public static List<string> Differences(GgufReader reader, string expectedFile, params string[] meant)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(expectedFile));
        var differences = new List<string>();
        var expected = document.RootElement.GetProperty("metadata").EnumerateObject().Where(item => !meant.Contains(item.Name)).ToList();
        var names = expected.Select(item => item.Name).ToList();
        if (!names.SequenceEqual(reader.Metadata.Keys))
            differences.Add($"keys: {string.Join(' ', names)}\n but: {string.Join(' ', reader.Metadata.Keys)}");
        foreach (var item in expected)
        {
            if (!reader.Metadata.TryGetValue(item.Name, out var value))
                differences.Add($"{item.Name} is missing");
            else if (Difference(item.Value, value) is { } difference)
                differences.Add($"{item.Name}: {difference}");
        }

        var tensors = document.RootElement.GetProperty("tensors").EnumerateArray().Select(Line);
        var actual = reader.Tensors.Select(tensor => $"{tensor.Name} [{string.Join(',', tensor.Shape)}] {GgufTypes.Name(tensor.Type)} {Convert.ToHexStringLower(SHA256.HashData(reader.Read(tensor)))}").ToList();
        differences.AddRange(tensors.Select((line, index) => (line, index)).Where(item => item.index >= actual.Count || actual[item.index] != item.line)
            .Select(item => $"tensor {item.index}: {item.line}\n but: {actual.ElementAtOrDefault(item.index)}"));
        if (actual.Count != document.RootElement.GetProperty("tensors").GetArrayLength())
            differences.Add($"{actual.Count} tensors");
        return differences;
    }

    private static string Line(JsonElement tensor) =>
        $"{tensor.GetProperty("name").GetString()} [{string.Join(',', tensor.GetProperty("shape").EnumerateArray())}] {tensor.GetProperty("type").GetString()} {tensor.GetProperty("sha256").GetString()}";

    private static string? Difference(JsonElement expected, GgufValue value)
    {
        if (s_kinds[expected.GetProperty("type").GetString()!] != value.ElementKind)
            return $"is {value.ElementKind} where {expected.GetProperty("type")} is expected";
        if (expected.TryGetProperty("count", out _))
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Json((Array)value.Value))));
            return hash == expected.GetProperty("sha256OfJson").GetString() ? null : $"array {value} differs from {expected}";
        }

        var wanted = expected.GetProperty("value");
        var same = wanted.ValueKind switch
        {
            JsonValueKind.String => wanted.GetString() == value.Text,
            JsonValueKind.Number => wanted.GetDouble().Equals(value.Number),
            JsonValueKind.Array => wanted.GetRawText().Replace(" ", "") == Json((Array)value.Value),
            _ => wanted.GetBoolean() == value.Truth,
        };
        return same ? null : $"is '{value}' where '{wanted}' is expected";
    }

    /// <summary>An array as Python's json writes it without spaces.</summary>
    private static string Json(Array array) => "[" + string.Join(',', array.Cast<object>().Select(item => item switch
    {
        string text => Quoted(text),
        float number => Repr(number),
        bool truth => truth ? "true" : "false",
        _ => Convert.ToString(item, CultureInfo.InvariantCulture),
    })) + "]";

    private static string Repr(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny('.', 'E', 'N') >= 0 ? text : text + ".0";
    }

    private static string Quoted(string text)
    {
        var builder = new StringBuilder("\"");
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' => builder.Append("\\\""),
                '\\' => builder.Append("\\\\"),
                '\n' => builder.Append("\\n"),
                '\r' => builder.Append("\\r"),
                '\t' => builder.Append("\\t"),
                '\b' => builder.Append("\\b"),
                '\f' => builder.Append("\\f"),
                _ when character < ' ' => builder.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => builder.Append(character),
            };
        }

        return builder.Append('"').ToString();
    }
}
