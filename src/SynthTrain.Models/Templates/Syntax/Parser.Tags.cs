namespace SynthTrain.Models.Templates;

internal sealed partial class Parser
{
    private static readonly string[] s_special = ["varargs", "kwargs", "caller"];

    private If IfStatement(int line) => Soft(() =>
    {
        var branches = new List<(Expr, Stmt[])>();
        while (true)
        {
            branches.Add((Tuple(withConditional: false), Inner(false, "elif", "else", "endif")));
            var token = _stream.Next();
            if (token.Text == "elif")
                continue;
            return new If([.. branches], token.Text == "else" ? Inner(true, "endif") : [], line);
        }
    });

    private For ForStatement(int line)
    {
        var target = Target(ends: "in");
        _stream.ExpectName("in");
        var iterable = Tuple(withConditional: false, "recursive");
        if (StoresLoop(target))
            throw Raise.Compile("Can't assign to special loop variable in for-loop", line);
        return Soft(
            () =>
            {
                var test = _stream.SkipName("if") ? Expression() : null;
                var recursive = _stream.SkipName("recursive");
                return recursive ? Function(() => ForBody(target, iterable, test, true, line)) : ForBody(target, iterable, test, false, line);
            },
            soft: false);
    }

    private For ForBody(Expr target, Expr iterable, Expr? test, bool recursive, int line)
    {
        _loops++;
        var body = Inner(false, "endfor", "else");
        _loops--;
        var otherwise = _stream.Next().Text == "endfor" ? [] : Inner(true, "endfor");
        return new For(new(target, iterable, test, recursive, body, otherwise), line);
    }

    private static bool StoresLoop(Expr target) => target is Name { Id: "loop" } || (target is Items items && items.Parts.Any(StoresLoop));

    private Stmt SetStatement(int line)
    {
        var target = Target(withNamespace: true);
        if (_stream.Skip("="))
            return new Assign(target, Tuple(), line);
        var filter = Current.Is("|") ? (Filter)FilterChain(null)! : null;
        return new AssignBlock(target, filter, Soft(() => Inner(true, "endset"), soft: false), line);
    }

    private MacroStatement MacroTag(int line)
    {
        var name = NameOnly();
        return new MacroStatement(name, Signature(name, "endmacro"), line);
    }

    /// <summary>Parameters and body of a macro, which is a function of its own.</summary>
    private MacroBody Signature(string? name, string end)
    {
        var (parameters, defaults) = Current.Is("(") ? Parameters() : name is null ? ([], []) : throw Missing("(");
        return MacroBodyOf(name, parameters, defaults, () => Inner(true, end));
    }

    private MacroBody MacroBodyOf(string? name, string[] parameters, Expr[] defaults, Func<Stmt[]> parse)
    {
        var before = s_special.Where(_seen.Contains).ToArray();
        _seen.ExceptWith(s_special);
        var body = Function(parse);
        var special = (_seen.Contains("varargs"), _seen.Contains("kwargs"), _seen.Contains("caller"));
        _seen.UnionWith(before);
        return new MacroBody(name, parameters, defaults, body) { Special = special };
    }

    private TemplateError Missing(string op) => Raise.Syntax($"expected token '{op}', got '{Current.Describe()}'", Current.Line);

    private (string[] Names, Expr[] Defaults) Parameters()
    {
        var (names, defaults) = (new List<string>(), new List<Expr>());
        _stream.Expect("(");
        while (!Current.Is(")"))
        {
            if (names.Count > 0)
                _stream.Expect(",");
            names.Add(NameOnly());
            if (_stream.Skip("="))
                defaults.Add(Expression());
            else if (defaults.Count > 0)
                throw Raise.Syntax("non-default argument follows default argument", Current.Line);
        }

        _stream.Expect(")");
        return ([.. names], [.. defaults]);
    }

    private CallBlock CallTag(int line)
    {
        var (names, defaults) = Current.Is("(") ? Parameters() : ([], []);
        var call = Expression() as Call ?? throw Raise.Syntax("expected call", line);
        return new CallBlock(call, MacroBodyOf(null, names, defaults, () => Inner(true, "endcall")), line);
    }

    private FilterBlock FilterTag(int line)
    {
        var filter = (Filter)FilterChain(null, startInline: true)!;
        return new FilterBlock(filter, Soft(() => Inner(true, "endfilter"), soft: false), line);
    }

    private With WithStatement(int line)
    {
        var names = new List<(Expr, Expr)>();
        while (Current.Kind != TokenKind.BlockEnd)
        {
            if (names.Count > 0)
                _stream.Expect(",");
            var target = Target();
            _stream.Expect("=");
            names.Add((target, Expression()));
        }

        return new With([.. names], Soft(() => Inner(true, "endwith"), soft: false), line);
    }

    private string NameOnly()
    {
        var token = _stream.Expect(TokenKind.Name);
        return token.Text is "true" or "false" or "none" or "True" or "False" or "None" ? throw Raise.Syntax("can't assign to 'name'", token.Line) : token.Text;
    }

    /// <summary>What can be written to: names, names in parentheses, the attribute of a namespace.</summary>
    private Expr Target(bool withNamespace = false, string? ends = null)
    {
        var line = Current.Line;
        var target = Tuple(() => withNamespace && Current.Kind == TokenKind.Name && _stream.Look.Is(".") ? NamespaceTarget() : Primary(), false, ends);
        return CanAssign(target) is { } kind ? throw Raise.Syntax($"can't assign to '{kind}'", line) : target;
    }

    private NamespaceReference NamespaceTarget()
    {
        var name = _stream.Next();
        _stream.Next();
        return new NamespaceReference(name.Text, _stream.Expect(TokenKind.Name).Text, name.Line);
    }

    /// <summary>Null when it can; else what it is.</summary>
    private static string? CanAssign(Expr target) => target switch
    {
        Name or NamespaceReference => null,
        Items { IsTuple: true } items => items.Parts.Select(CanAssign).FirstOrDefault(k => k is not null),
        Items => "list",
        Const => "const",
        DictLiteral => "dict",
        _ => "expression",
    };
}
