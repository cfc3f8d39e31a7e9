using System.Text;
using System.Text.Json;

namespace SynthTrain.Models.Tokenizers.Json;

/// <summary>A JSON file read into nodes with positions; the large lists of a tokenizer are read straight into arrays.</summary>
internal sealed class JsonFile
{
    private readonly byte[] _bytes;
    private readonly List<int> _mergeOffsets = [];

    private JsonFile(byte[] bytes, string? name) => (_bytes, Name) = (bytes, name);

    /// <summary>The file, as the caller named it.</summary>
    public string? Name { get; }

    /// <summary>The object <c>model.vocab</c>, when it is one of ids.</summary>
    public List<(string Token, int Id)>? Vocabulary { get; private set; }

    /// <summary>The list <c>model.merges</c>.</summary>
    public List<(string Left, string Right)>? Merges { get; private set; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelException">It is not JSON, or the large lists are not what they must be.</exception>
    public static JsonNode Read(byte[] bytes, string? name)
    {
        var file = new JsonFile(bytes, name);
        var bom = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? 3 : 0;
        var reader = new Utf8JsonReader(bytes.AsSpan(bom), new JsonReaderOptions { MaxDepth = 64 });
        try
        {
            reader.Read();
            var root = file.Value(ref reader, bom, "");
            if (reader.Read())
                throw new JsonException("text behind the end");
            return root;
        }
        catch (JsonException fault)
        {
            var (line, column) = file.Position((int)reader.BytesConsumed + bom);
            throw new ModelException(ModelFault.Damaged, $"the file is not valid JSON: {fault.Message}", name, line, column, fault);
        }
        catch (InvalidOperationException fault)
        {
            var (line, column) = file.Position((int)reader.TokenStartIndex + bom);
            throw new ModelException(ModelFault.Damaged, $"a string of the file is not valid Unicode: {fault.Message}", name, line, column, fault);
        }
    }

    /// <summary>Line and column of a byte, both from 1, the column in UTF-16 units.</summary>
    public (int Line, int Column) Position(int offset)
    {
        var before = _bytes.AsSpan(0, Math.Clamp(offset, 0, _bytes.Length));
        var start = before.LastIndexOf((byte)'\n') + 1;
        return (before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[start..]) + 1);
    }

    public (int Line, int Column) MergePosition(int index) => Position(_mergeOffsets[index]);

    private JsonNode Value(ref Utf8JsonReader reader, int bom, string path)
    {
        var offset = (int)reader.TokenStartIndex + bom;
        object? value = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number => reader.GetDouble(),
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            JsonTokenType.StartArray => path == "/model/merges" ? ReadMerges(ref reader, bom) : Array(ref reader, bom, path),
            JsonTokenType.StartObject => path == "/model/vocab" ? ReadVocabulary(ref reader, bom) : Object(ref reader, bom, path),
            _ => null,
        };
        return new(this, offset, value);
    }

    private List<JsonNode> Array(ref Utf8JsonReader reader, int bom, string path)
    {
        var items = new List<JsonNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(Value(ref reader, bom, path + "/*"));
        return items;
    }

    private Dictionary<string, JsonNode> Object(ref Utf8JsonReader reader, int bom, string path)
    {
        var properties = new Dictionary<string, JsonNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            properties[name] = Value(ref reader, bom, path.Length > 20 ? path : $"{path}/{name}");
        }

        return properties;
    }

    private Dictionary<string, JsonNode> ReadVocabulary(ref Utf8JsonReader reader, int bom)
    {
        Vocabulary = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var token = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var id) || id < 0)
                throw Wrong(ref reader, bom, $"the id of the token '{token}' must be a whole number from 0 to 2147483647");
            Vocabulary.Add((token, id));
        }

        return [];
    }

    /// <summary>Merges as pairs, or in the older form as one string with a space.</summary>
    private List<JsonNode> ReadMerges(ref Utf8JsonReader reader, int bom)
    {
        Merges = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            _mergeOffsets.Add((int)reader.TokenStartIndex + bom);
            if (reader.TokenType == JsonTokenType.String)
            {
                var text = reader.GetString()!;
                var parts = text.Split(' ');
                if (text.StartsWith("#version", StringComparison.Ordinal))
                    _mergeOffsets.RemoveAt(_mergeOffsets.Count - 1);
                else
                    Merges.Add(parts.Length == 2 ? (parts[0], parts[1]) : throw Wrong(ref reader, bom, $"the merge '{text}' must be two tokens with one space between"));
                continue;
            }

            var left = reader.TokenType == JsonTokenType.StartArray && reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            var right = left is not null && reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            if (right is null || !reader.Read() || reader.TokenType != JsonTokenType.EndArray)
                throw Wrong(ref reader, bom, "a merge must be a list of two strings, or one string with a space");
            Merges.Add((left!, right));
        }

        return [];
    }

    private ModelException Wrong(ref Utf8JsonReader reader, int bom, string message)
    {
        var (line, column) = Position((int)reader.TokenStartIndex + bom);
        return new(ModelFault.Damaged, message, Name, line, column);
    }
}
