using System.Globalization;
using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.JsonSchema;
using YamlDotNet.RepresentationModel;

namespace SynthTrain.Core.Configuration;

/// <summary>A YAML mapping read with types. Every read names what was allowed; faults are gathered and thrown together by <see cref="Finish"/>.</summary>
public sealed class YamlMap
{
    private readonly YamlMappingNode _node;
    private readonly List<Diagnostic> _faults;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly List<YamlMap> _children = [];
    private readonly string _code;

    internal YamlMap(YamlMappingNode node, string file, string path, string code, List<Diagnostic> faults)
    {
        (_node, File, Path, _code, _faults) = (node, file, path, code, faults);
    }

    /// <summary>The file, as errors print it.</summary>
    public string File { get; }

    /// <summary>Where this mapping stands, such as <c>runtime</c>; empty for the root.</summary>
    public string Path { get; }

    /// <summary>1-based line of the mapping.</summary>
    public int Line => (int)_node.Start.Line;

    /// <summary>1-based column of the mapping.</summary>
    public int Column => (int)_node.Start.Column;

    /// <summary>The keys, in file order.</summary>
    public IReadOnlyList<string> Keys => [.. _node.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? "")];

    /// <summary>Whether a key is there.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>Whether a key's value is a list without items.</summary>
    public bool IsEmptyList(string key) => Find(key) is YamlSequenceNode { Children.Count: 0 };

    /// <summary>Whether a key is there and its value is left open, or is <c>null</c>.</summary>
    public bool IsNull(string key) => Find(key) is YamlScalarNode scalar && YamlJson.Convert(scalar) is null;

    /// <summary>Whether a key's value is a text, number or flag.</summary>
    public bool IsText(string key) => Find(key) is YamlScalarNode && !IsCut(key);

    /// <summary>Whether a key's value was an alias that would have led back to what it stands in; it has its fault already.</summary>
    public bool IsCut(string key) => Find(key) is { } node && node.Tag == GuardedParser.Cut;

    /// <summary>A key as messages call it: with where the mapping stands.</summary>
    public string Named(string key) => Name(key);

    /// <summary>A text; a fault when it is missing and there is no fallback.</summary>
    public string Text(string key, string? fallback = null)
    {
        var node = Find(key);
        if (node is YamlScalarNode { Value: { } value })
            return value;
        if (node is null && fallback is not null)
            return fallback;
        Fault(node, node is null ? $"'{Name(key)}' is missing; give it a text." : $"'{Name(key)}' must be a text.");
        return fallback ?? "";
    }

    /// <summary>A text, or null when the key is absent.</summary>
    public string? OptionalText(string key) => Has(key) ? Text(key, "") : null;

    /// <summary>One of a few texts; null, and a fault, when it is missing or another.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hint">What to say besides; empty = nothing.</param>
    /// <param name="allowed">The texts.</param>
    public string? Choice(string key, string hint, params string[] allowed)
    {
        var node = Find(key);
        if (node is YamlScalarNode { Value: { } value } && allowed.Contains(value, StringComparer.Ordinal))
            return value;
        var near = node is YamlScalarNode { Value: { } given } ? Nearest(given, allowed) : "";
        Fault(node, $"'{Name(key)}' is {Show(node)}; {near}allowed is {string.Join(", ", allowed)}{(hint.Length > 0 ? $"; {hint}" : "")}.");
        return null;
    }

    /// <summary>A whole number within bounds.</summary>
    public int Int(string key, int? fallback = null, int min = int.MinValue, int max = int.MaxValue)
    {
        var node = Find(key);
        if (node is null && fallback is { } value)
            return value;
        if (node is YamlScalarNode scalar && int.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= min && value <= max)
            return value;
        Fault(node, $"'{Name(key)}' is {Show(node)}; allowed is a whole number from {min} to {max}.");
        return fallback ?? Math.Max(min, 0);
    }

    /// <summary>A number within bounds.</summary>
    public double Number(string key, double? fallback = null, double min = double.MinValue, double max = double.MaxValue)
    {
        var node = Find(key);
        if (node is null && fallback is { } value)
            return value;
        if (node is YamlScalarNode scalar && double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && value >= min && value <= max)
            return value;
        Fault(node, string.Create(CultureInfo.InvariantCulture, $"'{Name(key)}' is {Show(node)}; allowed is a number from {min} to {max}."));
        return fallback ?? min;
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool Flag(string key, bool? fallback = null)
    {
        var node = Find(key);
        if (node is null && fallback is { } value)
            return value;
        if (node is YamlScalarNode scalar && bool.TryParse(scalar.Value, out value))
            return value;
        Fault(node, $"'{Name(key)}' is {Show(node)}; allowed is true or false.");
        return fallback ?? false;
    }

    /// <summary>A mapping; null when it is absent and not required.</summary>
    public YamlMap? Map(string key, bool required = false)
    {
        var node = Find(key);
        if (node is YamlMappingNode mapping)
            return Child(mapping, Name(key));
        if (required || node is not null)
            Fault(node, node is null ? $"'{Name(key)}' is missing; it must be a mapping." : $"'{Name(key)}' must be a mapping.");
        return null;
    }

    /// <summary>A list of mappings; empty when it is absent and not required.</summary>
    public IReadOnlyList<YamlMap> Maps(string key, bool required = false)
    {
        var found = new List<YamlMap>();
        var index = 0;
        foreach (var item in Items(key, required))
        {
            var name = $"{Name(key)}[{index++}]";
            if (item is YamlMappingNode mapping)
                found.Add(Child(mapping, name));
            else
                Fault(item, $"'{name}' must be a mapping.");
        }

        return found;
    }

    /// <summary>A list of texts; empty when it is absent and not required.</summary>
    public IReadOnlyList<string> Texts(string key, bool required = false)
    {
        var found = new List<string>();
        var index = 0;
        foreach (var item in Items(key, required))
        {
            var name = $"{Name(key)}[{index++}]";
            if (item is YamlScalarNode { Value: { } value })
                found.Add(value);
            else
                Fault(item, $"'{name}' must be a text.");
        }

        return found;
    }

    /// <summary>Every scalar below a key, flattened with dots and sorted; for options passed through. What differs as JSON differs here: see <see cref="YamlFlat"/>.</summary>
    public IReadOnlyDictionary<string, string> Flatten(string key)
    {
        var flat = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (Find(key) is { } node)
            YamlFlat.Add(node, key, flat);
        return flat;
    }

    /// <summary>What stands below a key as JSON; null when it is absent. Plain scalars are numbers, <c>true</c>, <c>false</c> and <c>null</c> as YAML 1.2's core schema (section 10.3) reads them, quoted ones are texts.</summary>
    public JsonNode? Json(string key) => Find(key) is { } node ? YamlJson.Convert(node) : null;

    /// <summary>1-based position of a key's value; the mapping's own position when the key is absent.</summary>
    public (int Line, int Column) Position(string key)
    {
        var node = Peek(key) ?? _node;
        return ((int)node.Start.Line, (int)node.Start.Column);
    }

    /// <summary>1-based position of an item of a key's list; the key's own when there is no such item.</summary>
    public (int Line, int Column) Position(string key, int index)
    {
        var at = (Item(key, index) ?? Peek(key) ?? _node).Start;
        return ((int)at.Line, (int)at.Column);
    }

    /// <summary>Notes a fault at an item of a key's list.</summary>
    public void Fault(string key, int index, string message) => Fault(Item(key, index) ?? Peek(key), message);

    /// <summary>Notes a fault at a key.</summary>
    public void Fault(string key, string message) => Fault(Peek(key), message);

    /// <summary>Throws all faults found so far in the whole file; keys that nobody asked for are faults too.</summary>
    /// <exception cref="SynthException">With every fault.</exception>
    public void Finish()
    {
        NoteUnknown();
        if (_faults.Count > 0)
            throw new SynthException([.. _faults.Distinct().OrderBy(fault => fault.Line).ThenBy(fault => fault.Column)]);
    }

    private void NoteUnknown()
    {
        foreach (var (key, _) in _node.Children)
        {
            if (key is YamlScalarNode { Value: { } name } && !_read.Contains(name))
                Fault(key, $"'{Name(name)}' is not known here; {Nearest(name, _read)}known are {string.Join(", ", _read.Order(StringComparer.Ordinal))}.");
        }

        foreach (var child in _children)
            child.NoteUnknown();
    }

    private IEnumerable<YamlNode> Items(string key, bool required)
    {
        var node = Find(key);
        if (node is YamlSequenceNode sequence)
            return sequence.Children;
        if (required || node is not null)
            Fault(node, node is null ? $"'{Name(key)}' is missing; it must be a list." : $"'{Name(key)}' must be a list.");
        return [];
    }

    private YamlMap Child(YamlMappingNode mapping, string path)
    {
        var child = new YamlMap(mapping, File, path, _code, _faults);
        _children.Add(child);
        return child;
    }

    private YamlNode? Find(string key)
    {
        _read.Add(key);
        return Peek(key);
    }

    private YamlNode? Item(string key, int index) => Peek(key) is YamlSequenceNode list && index < list.Children.Count ? list.Children[index] : null;

    private YamlNode? Peek(string key) => _node.Children.TryGetValue(new YamlScalarNode(key), out var node) ? node : null;

    private void Fault(YamlNode? node, string message)
    {
        // What stands for an alias that was cut has its fault already.
        if (node is not null && node.Tag == GuardedParser.Cut)
            return;
        var at = (node ?? _node).Start;
        _faults.Add(Diagnostic.Error(_code, message, File, (int)at.Line, (int)at.Column));
    }

    private string Name(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    private static string Nearest(string given, IEnumerable<string> known) =>
        known.Where(word => EditDistance.AtMostTwo(word, given)).Min(StringComparer.Ordinal) is { } near ? $"did you mean '{near}'? " : "";

    private static string Show(YamlNode? node) => node switch
    {
        null => "missing",
        YamlScalarNode scalar => $"'{scalar.Value}'",
        YamlSequenceNode => "a list",
        _ => "a mapping",
    };
}
