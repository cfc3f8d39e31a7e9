using System.Globalization;
using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary>Finds every schema in a document, with its identifiers, and refuses keywords that are not known.</summary>
/// <remarks>Goes only where a keyword says that a schema stands: an <c>$id</c> inside an <c>enum</c> is data.</remarks>
internal sealed class SchemaIndex(SchemaSource source)
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    private readonly Dictionary<string, SchemaSite> sites = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SchemaResource> resources = new(StringComparer.Ordinal);

    public IReadOnlyCollection<SchemaSite> Sites => sites.Values;

    public SchemaNode NodeAt(string pointer) => sites[pointer].Node;

    public SchemaNode? FindNode(string pointer) => sites.GetValueOrDefault(pointer)?.Node;

    public SchemaResource? FindResource(Uri address) => resources.GetValueOrDefault(address.AbsoluteUri);

    public void Add(JsonElement root)
    {
        SchemaResource document = new(SchemaUri.Default, string.Empty);
        resources.Add(document.BaseUri.AbsoluteUri, document);
        Add(root, string.Empty, document);
    }

    private void Add(JsonElement schema, string pointer, SchemaResource resource)
    {
        if (schema.ValueKind is not (JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False))
            throw source.AtValue(pointer, $"{ErrorText.Value(schema)} is not a schema; give an object, true or false");

        SchemaNode node = new(pointer);
        if (schema.ValueKind == JsonValueKind.Object)
        {
            CheckDialect(schema, pointer);
            resource = ReadId(schema, pointer, resource);
            ReadAnchor(schema, pointer, resource, node);
        }

        sites.Add(pointer, new(pointer, schema, resource, node));
        if (schema.ValueKind == JsonValueKind.Object)
            AddKeywords(schema, pointer, resource);
    }

    private void AddKeywords(JsonElement schema, string pointer, SchemaResource resource)
    {
        foreach (JsonProperty property in schema.EnumerateObject())
        {
            string keyword = JsonText.NameOf(property);
            string at = JsonPointer.Append(pointer, keyword);
            if (!SchemaKeywords.TryGetShape(keyword, out SchemaKeywordShape shape))
                throw source.AtKey(at, SchemaKeywords.Refusal(keyword));
            CheckShape(property.Value, shape, keyword, at);
            if (shape == SchemaKeywordShape.Schema)
                Add(property.Value, at, resource);
            else if (shape == SchemaKeywordShape.SchemaList)
                AddList(property.Value, at, resource);
            else if (shape == SchemaKeywordShape.SchemaMap)
                AddMap(property.Value, at, resource);
        }
    }

    private void AddList(JsonElement list, string pointer, SchemaResource resource)
    {
        int index = 0;
        foreach (JsonElement item in list.EnumerateArray())
            Add(item, JsonPointer.Append(pointer, index++.ToString(CultureInfo.InvariantCulture)), resource);
    }

    private void AddMap(JsonElement map, string pointer, SchemaResource resource)
    {
        foreach (JsonProperty entry in map.EnumerateObject())
            Add(entry.Value, JsonPointer.Append(pointer, JsonText.NameOf(entry)), resource);
    }

    private void CheckShape(JsonElement value, SchemaKeywordShape shape, string keyword, string at)
    {
        string? wanted = shape switch
        {
            SchemaKeywordShape.Text when value.ValueKind != JsonValueKind.String => "a string",
            SchemaKeywordShape.Flag when value.ValueKind is not (JsonValueKind.True or JsonValueKind.False) => "true or false",
            SchemaKeywordShape.Values when value.ValueKind != JsonValueKind.Array => "an array",
            SchemaKeywordShape.SchemaList when value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0
                => "an array of at least one schema",
            SchemaKeywordShape.SchemaMap when value.ValueKind != JsonValueKind.Object => "an object whose values are schemas",
            _ => null,
        };
        if (wanted is not null)
            throw source.AtValue(at, $"{keyword} is {ErrorText.Value(value)}; give {wanted}");
    }

    private void CheckDialect(JsonElement schema, string pointer)
    {
        if (Text(schema, "$schema", pointer) is { } dialect && dialect != Dialect && dialect != $"{Dialect}#")
            throw source.AtValue($"{pointer}/$schema", $"$schema {ErrorText.Quote(dialect)} is not supported; write the schema for '{Dialect}'");
    }

    private SchemaResource ReadId(JsonElement schema, string pointer, SchemaResource parent)
    {
        if (Text(schema, "$id", pointer) is not { } id)
            return parent;
        (string address, string fragment) = SchemaUri.Split(id);
        if (fragment.Length > 0)
            throw source.AtValue($"{pointer}/$id", $"$id {ErrorText.Quote(id)} has a fragment; use $anchor for it");
        if (!SchemaUri.TryResolve(parent.BaseUri, address, out Uri? uri))
            throw source.AtValue($"{pointer}/$id", $"$id {ErrorText.Quote(id)} is not a URI; give an absolute URI or one relative to {parent.BaseUri}");
        SchemaResource resource = new(uri, pointer);
        if (!resources.TryAdd(uri.AbsoluteUri, resource))
            throw source.AtValue($"{pointer}/$id", $"$id {ErrorText.Quote(id)} is taken by another schema of this document; give each its own");
        return resource;
    }

    private void ReadAnchor(JsonElement schema, string pointer, SchemaResource resource, SchemaNode node)
    {
        if (Text(schema, "$anchor", pointer) is not { } anchor)
            return;
        bool legal = anchor.Length > 0 && (char.IsAsciiLetter(anchor[0]) || anchor[0] == '_')
            && anchor.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
        if (!legal)
            throw source.AtValue($"{pointer}/$anchor", $"$anchor {ErrorText.Quote(anchor)} is not a name; use letters, digits, '-', '_' and '.', a letter or '_' first");
        if (!resource.Anchors.TryAdd(anchor, node))
            throw source.AtValue($"{pointer}/$anchor", $"$anchor {ErrorText.Quote(anchor)} is taken by another schema; give each its own");
    }

    private string? Text(JsonElement schema, string keyword, string pointer)
    {
        if (JsonText.Find(schema, keyword) is not { } value)
            return null;
        CheckShape(value, SchemaKeywordShape.Text, keyword, $"{pointer}/{keyword}");
        return JsonText.ToText(value);
    }
}
