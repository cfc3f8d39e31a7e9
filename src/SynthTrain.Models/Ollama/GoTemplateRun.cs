using System.Text;

namespace SynthTrain.Models.Ollama;

/// <summary>One run of a Go template.</summary>
internal sealed class GoTemplateRun
{
    private readonly StringBuilder _to;
    private readonly Dictionary<string, object?> _variables = new(StringComparer.Ordinal);

    public GoTemplateRun(StringBuilder to, object? root) => (_to, _variables["$"]) = (to, root);

    public void All(List<GoNode> nodes, object? dot)
    {
        foreach (var node in nodes)
            One(node, dot);
    }

    private void One(GoNode node, object? dot)
    {
        switch (node.Kind)
        {
            case "text":
                _to.Append(node.Text);
                break;
            case "print":
                _to.Append(Value(node.Value!, dot));
                break;
            case "new" or "set":
                _variables[node.Text] = Value(node.Value!, dot);
                break;
            case "if":
                All(Truth(Value(node.Value!, dot)) ? node.Body : node.Else, dot);
                break;
            default:
                Range(node, dot);
                break;
        }
    }

    private void Range(GoNode node, object? dot)
    {
        var items = Value(node.Value!, dot) as IReadOnlyList<GoMessage> ?? [];
        for (var i = 0; i < items.Count; i++)
        {
            if (node.Text.Length > 0)
                _variables[node.Text] = (long)i;
            All(node.Body, items[i]);
        }
    }

    private object? Value(GoValue value, object? dot)
    {
        var found = value.Kind switch
        {
            "literal" => value.Literal,
            "dot" => dot,
            "variable" => _variables.GetValueOrDefault(value.Name),
            _ => Call(value, Array.ConvertAll(value.Arguments, a => Value(a, dot))),
        };
        return value.Fields.Aggregate(found, Field);
    }

    private static object? Field(object? owner, string name) => owner switch
    {
        GoMessage message => name switch { "Role" => message.Role, "Content" => message.Content, _ => null },
        Dictionary<string, object?> map => map.GetValueOrDefault(name),
        _ => null,
    };

    private static object? Call(GoValue call, object?[] a) => call.Name switch
    {
        "eq" => Equals(a[0], a[1]),
        "ne" => !Equals(a[0], a[1]),
        "not" => !Truth(a[0]),
        "and" => a.FirstOrDefault(x => !Truth(x), a[^1]),
        "or" => a.FirstOrDefault(Truth, a[^1]),
        "len" => (long)((IReadOnlyList<GoMessage>)a[0]!).Count,
        "index" => ((IReadOnlyList<GoMessage>)a[0]!).ElementAtOrDefault((int)(long)a[1]!),
        "slice" => ((IReadOnlyList<GoMessage>)a[0]!).Skip((int)(long)a[1]!).ToList(),
        _ => throw new ModelException(ModelFault.TemplateNotExportable, $"The Go template calls '{call.Name}'; only eq, ne, and, or, not, len, index and slice are allowed."),
    };

    private static bool Truth(object? value) => value switch
    {
        null or false or 0L => false,
        string text => text.Length > 0,
        IReadOnlyList<GoMessage> list => list.Count > 0,
        _ => true,
    };
}
