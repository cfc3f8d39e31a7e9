using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace SynthTrain.Core.JsonSchema;

/// <summary>A JSON string or property name as UTF-16, decoded without a string object.</summary>
/// <remarks>
/// Decodes by itself because <see cref="JsonElement.GetString"/> throws on <c>"\ud83d"</c>, half a surrogate pair, which language
/// models do write; a validator must answer, not throw.
/// </remarks>
internal ref struct JsonText
{
    public const int ScratchLength = 128;

    private char[]? rented;

    private JsonText(ReadOnlySpan<byte> raw, Span<char> scratch)
    {
        Span<char> target = raw.Length <= scratch.Length ? scratch : (rented = ArrayPool<char>.Shared.Rent(raw.Length));
        Chars = target[..Decode(raw, target)];
    }

    public ReadOnlySpan<char> Chars { get; }

    public static ReadOnlySpan<byte> Raw(JsonElement text) => JsonMarshal.GetRawUtf8Value(text)[1..^1];

    public static JsonText Of(JsonElement text, Span<char> scratch) => new(Raw(text), scratch);

    public static JsonText Of(JsonProperty property, Span<char> scratch) =>
        new(JsonMarshal.GetRawUtf8PropertyName(property), scratch);

    public static string NameOf(JsonProperty property)
    {
        using JsonText text = Of(property, stackalloc char[ScratchLength]);
        return text.Chars.ToString();
    }

    public static string ToText(JsonElement text)
    {
        using JsonText decoded = Of(text, stackalloc char[ScratchLength]);
        return decoded.Chars.ToString();
    }

    /// <summary>The property of that name, a last one winning, as <see cref="JsonElement.TryGetProperty(string, out JsonElement)"/> would give it.</summary>
    public static JsonElement? Find(JsonElement target, string name)
    {
        Span<char> scratch = stackalloc char[ScratchLength];
        JsonElement? found = null;
        foreach (JsonProperty property in target.EnumerateObject())
        {
            using JsonText text = Of(property, scratch);
            if (text.Chars.SequenceEqual(name))
                found = property.Value;
        }

        return found;
    }

    public static bool RawEquals(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.SequenceEqual(right))
            return true;
        if (!left.Contains((byte)'\\') && !right.Contains((byte)'\\'))
            return false;
        using JsonText a = new(left, stackalloc char[ScratchLength]);
        using JsonText b = new(right, stackalloc char[ScratchLength]);
        return a.Chars.SequenceEqual(b.Chars);
    }

    /// <summary>Length as JSON Schema counts it: Unicode code points, half a surrogate pair being one.</summary>
    public static int CodePoints(ReadOnlySpan<char> chars)
    {
        int count = chars.Length;
        for (int i = chars.IndexOfAnyInRange('\uD800', '\uDBFF'); i >= 0 && i < chars.Length - 1; i++)
        {
            if (char.IsSurrogatePair(chars[i], chars[i + 1]))
                count--;
        }

        return count;
    }

    public void Dispose()
    {
        if (rented is not null)
            ArrayPool<char>.Shared.Return(rented);
        rented = null;
    }

    private static int Decode(ReadOnlySpan<byte> raw, Span<char> target)
    {
        int written = 0;
        while (true)
        {
            int escape = raw.IndexOf((byte)'\\');
            ReadOnlySpan<byte> plain = escape < 0 ? raw : raw[..escape];
            Utf8.ToUtf16(plain, target[written..], out _, out int count, replaceInvalidSequences: true);
            written += count;
            if (escape < 0)
                return written;
            raw = raw[escape..];
            target[written++] = Unescape(raw);
            raw = raw[(raw[1] == 'u' ? 6 : 2)..];
        }
    }

    private static char Unescape(ReadOnlySpan<byte> escape) => (char)escape[1] switch
    {
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => (char)ushort.Parse(escape[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
        char other => other,
    };
}
