using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary><c>prefixItems</c> and <c>items</c>.</summary>
internal sealed class ItemsRule(SchemaNode[] prefix, SchemaNode? rest) : SchemaRule
{
    public static ItemsRule? From(SchemaReader reader)
    {
        SchemaNode[] prefix = reader.SchemaList("prefixItems");
        SchemaNode? rest = reader.Schema("items");
        return prefix.Length == 0 && rest is null ? null : new(prefix, rest);
    }

    public override bool Apply(EvaluationRun run, JsonElement instance, EvaluatedSet? seen)
    {
        if (instance.ValueKind != JsonValueKind.Array)
            return true;
        bool valid = true;
        int index = 0;
        foreach (JsonElement item in instance.EnumerateArray())
        {
            bool isPrefix = index < prefix.Length;
            SchemaNode? node = isPrefix ? prefix[index] : rest;
            if (node is null)
                break;
            if (!run.Item(node, item, index, isPrefix ? "prefixItems" : "items"))
            {
                valid = false;
                if (run.MayStop)
                    return false;
            }

            seen?.Mark(index);
            index++;
        }

        return valid;
    }
}
