using System.Globalization;
using System.Text.RegularExpressions;

namespace SynthTrain.Models.Ollama;

/// <summary>Reads the part of Go's templates that <see cref="GoPieces"/> writes: no trim marks, no escapes in texts.</summary>
internal sealed partial class GoTemplateParser(string text)
{
    [GeneratedRegex("""\G\s*(?:(?<text>"[^"\\]*")|(?<number>[0-9]+)|(?<op>:=|=|\(|\)|,)|(?<name>\$?[A-Za-z_0-9]*(?:\.[A-Za-z_][A-Za-z_0-9]*)*\.?))""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Piece { get; }

    private readonly Queue<string> _action = new();
    private int _at;

    public List<GoNode> Parse()
    {
        var root = new GoNode("if", string.Empty, null);
        var open = new Stack<(GoNode Node, bool InElse, bool Chained)>([(root, false, false)]);
        while (_at < text.Length)
        {
            var start = text.IndexOf("{{", _at, StringComparison.Ordinal);
            var literal = start < 0 ? text[_at..] : text[_at..start];
            if (literal.Length > 0)
                Add(open, new GoNode("text", literal, null));
            if (start < 0)
                break;
            Action(start, open);
        }

        return open.Count == 1 ? root.Body : throw Bad("an 'end' is missing");
    }

    private void Action(int start, Stack<(GoNode Node, bool InElse, bool Chained)> open)
    {
        var end = text.IndexOf("}}", QuotedEnd(start), StringComparison.Ordinal);
        if (end < 0)
            throw Bad("'}}' is missing");
        _at = end + 2;
        Split(text[(start + 2)..end]);
        Statement(open);
    }

    /// <summary>Where the braces of an action may be looked for: behind texts in quotes that hold braces.</summary>
    private int QuotedEnd(int start) => string.CompareOrdinal(text, start, "{{ \"{{\" }}", 0, 10) == 0 ? start + 7 : start;

    private void Split(string inner)
    {
        _action.Clear();
        for (var at = 0; at < inner.TrimEnd().Length;)
        {
            var match = Piece.Match(inner, at);
            if (!match.Success || match.Length == 0 || match.Value.Trim().Length == 0)
                throw Bad($"'{inner}' is not understood");
            _action.Enqueue(match.Value.Trim());
            at += match.Length;
        }
    }

    private void Statement(Stack<(GoNode Node, bool InElse, bool Chained)> open)
    {
        switch (_action.TryPeek(out var word) ? word : string.Empty)
        {
            case "end":
                while (open.Pop().Chained)
                    continue;
                if (open.Count == 0)
                    throw Bad("an 'end' is too many");
                break;
            case "else":
                _action.Dequeue();
                var (node, _, chained) = open.Pop();
                if (node.Kind == "range")
                    throw Bad("a 'range' has an 'else'");
                open.Push((node, true, chained));
                if (_action.Count > 0)
                    Open(open, chained: true);
                break;
            case "if" or "range":
                Open(open, chained: false);
                break;
            default:
                Add(open, Simple());
                break;
        }
    }

    private void Open(Stack<(GoNode Node, bool InElse, bool Chained)> open, bool chained)
    {
        var kind = _action.Dequeue();
        var variable = string.Empty;
        if (kind == "range" && _action.Contains(":="))
        {
            while (_action.Dequeue() is var piece && piece != ":=")
                variable = variable.Length == 0 ? piece : variable;
        }

        var node = new GoNode(kind, variable, Pipeline());
        Add(open, node);
        open.Push((node, false, chained));
    }

    private GoNode Simple()
    {
        if (_action.Peek().StartsWith('$') && _action.ElementAtOrDefault(1) is ":=" or "=")
        {
            var name = _action.Dequeue();
            var op = _action.Dequeue();
            return new GoNode(op == ":=" ? "new" : "set", name, Pipeline());
        }

        return new GoNode("print", string.Empty, Pipeline());
    }

    private GoValue Pipeline()
    {
        var first = Operand();
        if (_action.Count == 0 || _action.Peek() == ")")
            return first.Kind == "function" ? throw Bad($"'{first.Name}' lacks its arguments") : first;
        var arguments = new List<GoValue>();
        while (_action.Count > 0 && _action.Peek() != ")")
            arguments.Add(Operand());
        return first.Kind == "function" ? new GoValue("call", first.Name, null, [], [.. arguments]) : throw Bad($"'{first.Name}' is not a function");
    }

    private GoValue Operand()
    {
        if (!_action.TryDequeue(out var piece))
            throw Bad("a value is missing");
        if (piece == "(")
        {
            var inner = Pipeline();
            if (!_action.TryDequeue(out var close) || close != ")")
                throw Bad("')' is missing");
            return _action.TryPeek(out var next) && next.StartsWith('.') && next.Length > 1 && inner.Kind == "call" ? inner with { Fields = Fields(_action.Dequeue()) } : inner;
        }

        if (piece[0] == '"')
            return new GoValue("literal", string.Empty, piece[1..^1], [], []);
        if (char.IsAsciiDigit(piece[0]))
            return new GoValue("literal", string.Empty, long.Parse(piece, CultureInfo.InvariantCulture), [], []);
        if (piece[0] == '.')
            return new GoValue("dot", string.Empty, null, Fields(piece), []);
        if (piece is "true" or "false")
            return new GoValue("literal", string.Empty, piece == "true", [], []);
        if (piece[0] != '$')
            return new GoValue("function", piece, null, [], []);
        var dot = piece.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? new GoValue("variable", piece, null, [], []) : new GoValue("variable", piece[..dot], null, Fields(piece[dot..]), []);
    }

    private static string[] Fields(string path) => path.Split('.', StringSplitOptions.RemoveEmptyEntries);

    private static void Add(Stack<(GoNode Node, bool InElse, bool Chained)> open, GoNode node)
    {
        var (top, inElse, _) = open.Peek();
        (inElse ? top.Else : top.Body).Add(node);
    }

    private static ModelException Bad(string why) => new(ModelFault.TemplateNotExportable, $"The Go template cannot be read: {why}. Only fields, variables, if, range and eq, ne, and, or, not, len, index, slice are allowed.");
}
