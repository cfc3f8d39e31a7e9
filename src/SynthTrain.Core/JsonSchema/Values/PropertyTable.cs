using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary>Looks up instance properties and strings by text, without making string objects.</summary>
internal sealed class PropertyTable<T>
{
    private readonly FrozenDictionary<string, T>.AlternateLookup<ReadOnlySpan<char>> lookup;

    public PropertyTable(IEnumerable<KeyValuePair<string, T>> entries)
    {
        FrozenDictionary<string, T> table = entries.ToFrozenDictionary(StringComparer.Ordinal);
        Count = table.Count;
        lookup = table.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public int Count { get; }

    public bool TryFind(JsonProperty property, [MaybeNullWhen(false)] out T value)
    {
        using JsonText name = JsonText.Of(property, stackalloc char[JsonText.ScratchLength]);
        return lookup.TryGetValue(name.Chars, out value);
    }

    public bool TryFind(JsonElement text, [MaybeNullWhen(false)] out T value)
    {
        using JsonText name = JsonText.Of(text, stackalloc char[JsonText.ScratchLength]);
        return lookup.TryGetValue(name.Chars, out value);
    }
}
