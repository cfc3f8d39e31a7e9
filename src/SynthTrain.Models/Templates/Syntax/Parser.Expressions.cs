using System.Runtime.CompilerServices;

namespace SynthTrain.Models.Templates;

internal sealed partial class Parser
{
    private static readonly string[] s_compare = ["==", "!=", "<", "<=", ">", ">="];
    private int _depth;

    private Expr Expression(bool withConditional = true)
    {
        // Far below the stack: Python's compiler gives up near 100 to 200 levels, too.
        if (++_depth > 400 || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Raise.Syntax("the expression is nested too deeply", Current.Line);
        var result = withConditional ? ConditionalExpression() : Or();
        _depth--;
        return result;
    }

    private Expr ConditionalExpression()
    {
        var line = Current.Line;
        var before = _filters.Count;
        var first = Or();
        while (_stream.SkipName("if"))
        {
            var test = Or();
            var otherwise = _stream.SkipName("else") ? Expression() : null;
            first = new Conditional(test, first, otherwise, line);
            // What stands inside an inline if is checked only when it is reached.
            _filters.RemoveRange(before, _filters.Count - before);
            line = Current.Line;
        }

        return first;
    }

    private Expr Or()
    {
        var left = And();
        while (Current.IsName("or"))
            left = new Logic(false, left, After(And), Current.Line);
        return left;
    }

    private Expr And()
    {
        var left = Negation();
        while (Current.IsName("and"))
            left = new Logic(true, left, After(Negation), Current.Line);
        return left;
    }

    private Expr After(Func<Expr> parse)
    {
        _stream.Next();
        return parse();
    }

    private Expr Negation()
    {
        if (!Current.IsName("not"))
            return Compare();
        Deeper();
        var line = _stream.Next().Line;
        var not = new Not(Negation(), line);
        _depth--;
        return not;
    }

    private void Deeper()
    {
        if (++_depth > 400)
            throw Raise.Syntax("the expression is nested too deeply", Current.Line);
    }

    private Expr Compare()
    {
        var line = Current.Line;
        var first = Sum();
        var rest = new List<(string, Expr)>();
        while (true)
        {
            if (Current.Kind == TokenKind.Operator && s_compare.Contains(Current.Text))
                rest.Add((_stream.Next().Text, Sum()));
            else if (_stream.SkipName("in"))
                rest.Add(("in", Sum()));
            else if (Current.IsName("not") && _stream.Look.IsName("in"))
                rest.Add(("not in", SkipTwo(Sum)));
            else
                return rest.Count == 0 ? first : new Comparison(first, [.. rest], line);
        }
    }

    private Expr SkipTwo(Func<Expr> parse)
    {
        _stream.Next();
        _stream.Next();
        return parse();
    }

    private Expr Chain(Func<Expr> parse, params string[] operators)
    {
        var left = parse();
        while (Current.Kind == TokenKind.Operator && operators.Contains(Current.Text))
        {
            var token = _stream.Next();
            left = new Binary(token.Text, left, parse(), token.Line);
        }

        return left;
    }

    private Expr Sum() => Chain(Concatenation, "+", "-");

    private Expr Concatenation()
    {
        var line = Current.Line;
        var parts = new List<Expr> { Product() };
        while (_stream.Skip("~"))
            parts.Add(Product());
        return parts.Count == 1 ? parts[0] : new Concat([.. parts], line);
    }

    private Expr Product() => Chain(Power, "*", "/", "//", "%");

    private Expr Power() => Chain(() => Unary(), "**");

    private Expr Unary(bool withFilter = true)
    {
        Deeper();
        var token = Current;
        Expr node;
        if (token.Is("-") || token.Is("+"))
        {
            _stream.Next();
            node = new Signed(token.Text == "-", Unary(false), token.Line);
        }
        else
        {
            node = Primary();
        }

        node = Postfix(node);
        _depth--;
        return withFilter ? FilterAndTest(node) : node;
    }

    private Expr Primary()
    {
        var token = _stream.Next();
        switch (token.Kind)
        {
            case TokenKind.Name:
                return NamePrimary(token);
            case TokenKind.Text:
                return TextPrimary(token);
            case TokenKind.Integer:
                return new Const(NumberText.Integer(token.Text), token.Line);
            case TokenKind.Float:
                return new Const(double.Parse(token.Text, System.Globalization.CultureInfo.InvariantCulture), token.Line);
        }

        return token.Text switch
        {
            "(" when token.Kind == TokenKind.Operator => Parentheses(),
            "[" when token.Kind == TokenKind.Operator => ListPrimary(token.Line),
            "{" when token.Kind == TokenKind.Operator => DictPrimary(token.Line),
            _ => throw Raise.Syntax($"unexpected '{token.Describe()}'", token.Line),
        };
    }

    private Expr NamePrimary(Token token)
    {
        switch (token.Text)
        {
            case "true" or "True":
                return new Const(Py.True, token.Line);
            case "false" or "False":
                return new Const(Py.False, token.Line);
            case "none" or "None":
                return new Const(null, token.Line);
        }

        _seen.Add(token.Text);
        return new Name(token.Text, token.Line);
    }

    private Const TextPrimary(Token token)
    {
        var text = token.Text;
        while (Current.Kind == TokenKind.Text)
            text += _stream.Next().Text;
        return new Const(text, token.Line);
    }

    private Expr Parentheses()
    {
        var inner = Tuple(() => Expression(), true, null);
        _stream.Expect(")");
        return inner;
    }

    private Items ListPrimary(int line)
    {
        var items = new List<Expr>();
        while (!Current.Is("]"))
        {
            if (items.Count > 0)
                _stream.Expect(",");
            if (Current.Is("]"))
                break;
            items.Add(Expression());
        }

        _stream.Expect("]");
        return new Items([.. items], false, line);
    }

    private DictLiteral DictPrimary(int line)
    {
        var entries = new List<(Expr, Expr)>();
        while (!Current.Is("}"))
        {
            if (entries.Count > 0)
                _stream.Expect(",");
            if (Current.Is("}"))
                break;
            var key = Expression();
            _stream.Expect(":");
            entries.Add((key, Expression()));
        }

        _stream.Expect("}");
        return new DictLiteral([.. entries], line);
    }
}
