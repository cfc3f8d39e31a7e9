namespace SynthTrain.Models.Tokenizers.Json;

/// <summary>A value of a JSON file that knows where it stands, so that messages can say so.</summary>
/// <param name="Document">Its file.</param>
/// <param name="Offset">Where it begins, in bytes.</param>
/// <param name="Value">A string, a double, a bool, a list, a dictionary of nodes, or null.</param>
internal sealed record JsonNode(JsonFile Document, int Offset, object? Value)
{
    public bool IsNull => Value is null;

    public IReadOnlyList<JsonNode> Items => Value as List<JsonNode> ?? throw Wrong("a list");

    public Dictionary<string, JsonNode> Properties => Value as Dictionary<string, JsonNode> ?? throw Wrong("an object");

    public string Text => Value as string ?? throw Wrong("a string");

    /// <summary>A text of one character.</summary>
    public string Character => Text is { Length: 1 or 2 } text && System.Text.Rune.TryGetRuneAt(text, 0, out var rune) && rune.Utf16SequenceLength == text.Length ? text : throw Wrong("a string of one character");

    public bool Flag => Value as bool? ?? throw Wrong("true or false");

    /// <summary>A whole number that an int holds, not below 0.</summary>
    public int Number => Value is double number and >= 0 and <= int.MaxValue && number == Math.Floor(number) ? (int)number : throw Wrong("a whole number from 0 to 2147483647");

    /// <summary>The kind of a component: its <c>type</c>.</summary>
    public string Type => Required("type").Text;

    public JsonNode? Get(string name) => Properties.GetValueOrDefault(name) is { IsNull: false } node ? node : null;

    public JsonNode Required(string name) => Get(name) ?? throw Fault(ModelFault.Damaged, $"'{name}' is missing here; this object must have it");

    public string TextOr(string name, string other) => Get(name)?.Text ?? other;

    public bool FlagOr(string name, bool other) => Get(name)?.Flag ?? other;

    /// <summary>An error at this place.</summary>
    public ModelException Fault(ModelFault fault, string message, Exception? inner = null)
    {
        var (line, column) = Document.Position(Offset);
        return new(fault, message, Document.Name, line, column, inner);
    }

    private ModelException Wrong(string wanted) => Fault(ModelFault.Damaged, $"'{Describe()}' stands where {wanted} must stand");

    private string Describe() => Value switch
    {
        null => "null",
        string text => text.Length > 60 ? text[..60] + "…" : text,
        List<JsonNode> => "[…]",
        Dictionary<string, JsonNode> => "{…}",
        _ => FormattableString.Invariant($"{Value}"),
    };
}
