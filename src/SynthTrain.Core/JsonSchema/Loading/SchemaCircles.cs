namespace SynthTrain.Core.JsonSchema;

/// <summary>Refuses schemas that apply themselves to the very same value, which never ends (core, 9.4.1).</summary>
internal static class SchemaCircles
{
    public static void Check(SchemaSource source, SchemaIndex index)
    {
        HashSet<SchemaNode> done = [];
        foreach (SchemaSite site in index.Sites)
        {
            if (FindCircle(site.Node, done) is not { } circle)
                continue;
            string chain = string.Join(" → ", circle.Select(node => $"'#{node.Pointer}'"));
            throw source.AtValue(
                circle[0].Pointer,
                $"the schema applies itself to the same value without end: {chain}; put a property or an item in between, or remove a reference");
        }
    }

    // Depth first without recursion: a chain of references may be as long as the document.
    private static SchemaNode[]? FindCircle(SchemaNode start, HashSet<SchemaNode> done)
    {
        List<(SchemaNode Node, IEnumerator<SchemaNode> Next)> open = [];
        HashSet<SchemaNode> onPath = [];
        Open(start);
        while (open.Count > 0)
        {
            (SchemaNode node, IEnumerator<SchemaNode> next) = open[^1];
            if (!next.MoveNext())
            {
                done.Add(node);
                onPath.Remove(node);
                open.RemoveAt(open.Count - 1);
            }
            else if (onPath.Contains(next.Current))
            {
                return [.. open.Select(step => step.Node).SkipWhile(step => step != next.Current), next.Current];
            }
            else
            {
                Open(next.Current);
            }
        }

        return null;

        void Open(SchemaNode node)
        {
            if (done.Contains(node))
                return;
            onPath.Add(node);
            open.Add((node, node.InPlace.GetEnumerator()));
        }
    }
}
