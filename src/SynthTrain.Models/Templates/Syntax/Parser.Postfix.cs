namespace SynthTrain.Models.Templates;

internal sealed partial class Parser
{
    /// <summary>Unknown filters and tests of the statement that is being read; those that are left when it ends are errors.</summary>
    private readonly List<TemplateError> _filters = [];

    private Expr Tuple(bool withConditional = true, string? ends = null)
    {
        var before = _filters.Count;
        var result = Tuple(() => Expression(withConditional), false, ends);
        CheckFilters(before);
        return result;
    }

    private void CheckFilters(int before)
    {
        if (!_soft && _filters.Count > before)
            throw _filters[before];
        _filters.RemoveRange(before, _filters.Count - before);
    }

    private Expr Tuple(Func<Expr> parse, bool parentheses, string? ends)
    {
        var line = Current.Line;
        var items = new List<Expr>();
        var isTuple = false;
        while (true)
        {
            if (items.Count > 0)
                _stream.Expect(",");
            if (Current.Kind is TokenKind.VariableEnd or TokenKind.BlockEnd || Current.Is(")") || (ends is not null && Current.IsName(ends)))
                break;
            items.Add(parse());
            if (!Current.Is(","))
                break;
            isTuple = true;
        }

        if (isTuple)
            return new Items([.. items], true, line);
        if (items.Count > 0)
            return items[0];
        return parentheses ? new Items([], true, line) : throw Raise.Syntax($"Expected an expression, got '{Current.Describe()}'", Current.Line);
    }

    private Expr Postfix(Expr node)
    {
        while (true)
        {
            if (Current.Is(".") || Current.Is("["))
                node = Subscript(node);
            else if (Current.Is("("))
                node = new Call(node, Arguments(), Current.Line);
            else
                return node;
        }
    }

    private Expr FilterAndTest(Expr node)
    {
        while (true)
        {
            if (Current.Is("|"))
                node = FilterChain(node)!;
            else if (Current.IsName("is"))
                node = TestExpression(node);
            else if (Current.Is("("))
                node = new Call(node, Arguments(), Current.Line);
            else
                return node;
        }
    }

    private Expr Subscript(Expr node)
    {
        var token = _stream.Next();
        if (token.Text == ".")
        {
            var name = _stream.Next();
            return name.Kind switch
            {
                TokenKind.Name => new Attribute(node, name.Text, token.Line),
                TokenKind.Integer => new Element(node, new Const(NumberText.Integer(name.Text), name.Line), token.Line),
                _ => throw Raise.Syntax("expected name or number", name.Line),
            };
        }

        var keys = new List<Expr>();
        while (!Current.Is("]"))
        {
            if (keys.Count > 0)
                _stream.Expect(",");
            keys.Add(Subscribed());
        }

        _stream.Expect("]");
        return new Element(node, keys.Count == 1 ? keys[0] : new Items([.. keys], true, token.Line), token.Line);
    }

    private Expr Subscribed()
    {
        var line = Current.Line;
        Expr? start = null;
        if (!Current.Is(":"))
        {
            start = Expression();
            if (!Current.Is(":"))
                return start;
        }

        _stream.Next();
        var stop = Current.Is(":") || Current.Is("]") || Current.Is(",") ? null : Expression();
        var step = _stream.Skip(":") && !Current.Is("]") && !Current.Is(",") ? Expression() : null;
        return new SliceLiteral(start, stop, step, line);
    }

    private ArgumentList Arguments()
    {
        var line = Current.Line;
        var (positional, named) = (new List<Expr>(), new List<(string, Expr)>());
        Expr? spread = null, spreadNamed = null;
        var first = true;
        _stream.Expect("(");
        while (!Current.Is(")"))
        {
            if (!first)
                _stream.Expect(",");
            first = false;
            if (Current.Is(")"))
                break;
            if (Current.Is("*"))
                spread = spread is null && spreadNamed is null ? After(() => Expression()) : throw Invalid(line);
            else if (Current.Is("**"))
                spreadNamed = spreadNamed is null ? After(() => Expression()) : throw Invalid(line);
            else if (Current.Kind == TokenKind.Name && _stream.Look.Is("="))
                named.Add(spreadNamed is null ? (Current.Text, SkipTwo(() => Expression())) : throw Invalid(line));
            else
                positional.Add(spread is null && spreadNamed is null && named.Count == 0 ? Expression() : throw Invalid(line));
        }

        _stream.Expect(")");
        if (named.Select(n => n.Item1).Distinct(StringComparer.Ordinal).Count() < named.Count)
            throw new TemplateError("SyntaxError", "keyword argument repeated", line);
        return positional.Count + named.Count == 0 && spread is null && spreadNamed is null ? ArgumentList.None : new([.. positional], [.. named], spread, spreadNamed);
    }

    private static TemplateError Invalid(int line) => Raise.Syntax("invalid syntax for function call expression", line);

    /// <summary>The filters that follow; null only where the stream holds none.</summary>
    private Expr? FilterChain(Expr? node, bool startInline = false)
    {
        var before = _filters.Count;
        var block = node is null;
        while (Current.Is("|") || startInline)
        {
            if (!startInline)
                _stream.Next();
            startInline = false;
            var token = _stream.Expect(TokenKind.Name);
            var name = Dotted(token.Text);
            var arguments = Current.Is("(") ? Arguments() : ArgumentList.None;
            if (Filters.Find(name) is null)
                _filters.Add(Raise.Compile($"No filter named {Py.ReprText(name)}.", token.Line));
            node = new Filter(node, name, arguments, token.Line);
        }

        if (block)
            CheckFilters(before);
        return node;
    }

    private string Dotted(string name)
    {
        while (_stream.Skip("."))
            name += "." + _stream.Expect(TokenKind.Name).Text;
        return name;
    }

    private Expr TestExpression(Expr node)
    {
        var line = _stream.Next().Line;
        var negated = _stream.SkipName("not");
        var token = _stream.Expect(TokenKind.Name);
        var name = Dotted(token.Text);
        var arguments = ArgumentList.None;
        if (Current.Is("("))
            arguments = Arguments();
        else if (StartsArgument())
            arguments = Current.IsName("is") ? throw Raise.Syntax("You cannot chain multiple tests with is", line) : new([Postfix(Primary())], [], null, null);
        if (Tests.Find(name) is null)
            _filters.Add(Raise.Compile($"No test named {Py.ReprText(name)}.", token.Line));
        Expr test = new Test(node, name, arguments, line);
        return negated ? new Not(test, line) : test;
    }

    private bool StartsArgument() => Current.Kind switch
    {
        TokenKind.Name => Current.Text is not ("else" or "or" or "and"),
        TokenKind.Text or TokenKind.Integer or TokenKind.Float => true,
        TokenKind.Operator => Current.Text is "[" or "{",
        _ => false,
    };
}
