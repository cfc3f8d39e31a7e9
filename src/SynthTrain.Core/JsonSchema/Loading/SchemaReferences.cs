namespace SynthTrain.Core.JsonSchema;

/// <summary>Follows $ref within the document.</summary>
internal sealed class SchemaReferences(SchemaSource source, SchemaIndex index)
{
    public SchemaNode Resolve(SchemaSite site, string reference)
    {
        string at = $"{site.Pointer}/$ref";
        (string address, string fragment) = SchemaUri.Split(reference);
        SchemaResource resource = address.Length == 0 ? site.Resource : ResourceAt(site, address, reference);
        if (fragment.Length == 0)
            return index.NodeAt(resource.Pointer);
        if (fragment[0] == '/')
        {
            return index.FindNode(resource.Pointer + fragment)
                ?? throw source.AtValue(at, $"$ref {ErrorText.Quote(reference)} does not lead to a schema; {Choices(resource)}");
        }

        return resource.Anchors.GetValueOrDefault(fragment)
            ?? throw source.AtValue(at, $"$ref {ErrorText.Quote(reference)} names an $anchor that does not exist; {Choices(resource)}");
    }

    private SchemaResource ResourceAt(SchemaSite site, string address, string reference)
    {
        if (SchemaUri.TryResolve(site.Resource.BaseUri, address, out Uri? uri) && index.FindResource(uri) is { } resource)
            return resource;
        throw source.AtValue(
            $"{site.Pointer}/$ref",
            $"$ref {ErrorText.Quote(reference)} leads out of the document, and nothing is fetched; copy that schema under $defs and refer to '#/$defs/…'");
    }

    private string Choices(SchemaResource resource)
    {
        string prefix = $"{resource.Pointer}/$defs/";
        IEnumerable<string> definitions = index.Sites
            .Where(site => site.Pointer.StartsWith(prefix, StringComparison.Ordinal) && site.Pointer.IndexOf('/', prefix.Length) < 0)
            .Select(site => $"'#{site.Pointer[resource.Pointer.Length..]}'");
        string[] all = [.. definitions, .. resource.Anchors.Keys.Select(anchor => $"'#{anchor}'")];
        return all.Length == 0 ? "there are no $defs and no $anchor" : $"there are {ErrorText.List(all)}";
    }
}
