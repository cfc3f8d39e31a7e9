using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary>Finds places in a JSON text; only read again when there is a fault to place.</summary>
internal static class SchemaLocator
{
    /// <summary>The byte offset of the property name, or of the value, that a pointer leads to; 0 when it leads nowhere.</summary>
    public static int Find(ReadOnlySpan<byte> utf8, string pointer, bool value)
    {
        Utf8JsonReader reader = new(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
        reader.Read();
        int offset = (int)reader.TokenStartIndex;
        foreach (string segment in pointer.Split('/').Skip(1))
        {
            string wanted = segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (!StepInto(ref reader, wanted, ref offset, value))
                return 0;
        }

        return offset;
    }

    /// <summary>The first property whose object already has one of that name.</summary>
    public static (string Name, int Offset)? FindDuplicate(ReadOnlySpan<byte> utf8, JsonReaderOptions options)
    {
        Utf8JsonReader reader = new(utf8, options);
        Stack<HashSet<string>> open = new();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    open.Push(new(StringComparer.Ordinal));
                    break;
                case JsonTokenType.EndObject:
                    open.Pop();
                    break;
                case JsonTokenType.PropertyName when Text(ref reader) is var name && !open.Peek().Add(name):
                    return (name, (int)reader.TokenStartIndex);
            }
        }

        return null;
    }

    private static bool StepInto(ref Utf8JsonReader reader, string wanted, ref int offset, bool value)
    {
        bool isArray = reader.TokenType == JsonTokenType.StartArray;
        for (int index = 0; reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray); index++)
        {
            int start = (int)reader.TokenStartIndex;
            string name = isArray ? index.ToString(CultureInfo.InvariantCulture) : Text(ref reader);
            if (!isArray)
                reader.Read();
            if (string.Equals(name, wanted, StringComparison.Ordinal))
            {
                offset = value ? (int)reader.TokenStartIndex : start;
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        char[] buffer = new char[reader.ValueSpan.Length];
        try
        {
            return new string(buffer, 0, reader.CopyString(buffer));
        }
        catch (InvalidOperationException)
        {
            return Encoding.Latin1.GetString(reader.ValueSpan); // half a surrogate pair is no keyword: any stand-in will do
        }
    }
}
