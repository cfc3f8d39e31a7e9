namespace SynthTrain.Models.Templates;

/// <summary><c>a.b</c>.</summary>
internal sealed class Attribute(Expr owner, string name, int line) : Expr(line)
{
    public override object? Eval(Scope scope) => Attributes.Get(Part(owner, scope), name);
}

/// <summary><c>a[b]</c>.</summary>
internal sealed class Element(Expr owner, Expr key, int line) : Expr(line)
{
    public override object? Eval(Scope scope) => Attributes.Item(Part(owner, scope), Part(key, scope), owner is Const);
}

/// <summary>The arguments of a call, filter or test as they are written.</summary>
internal sealed class ArgumentList(Expr[] positional, (string Name, Expr Value)[] named, Expr? spread, Expr? spreadNamed)
{
    public static readonly ArgumentList None = new([], [], null, null);

    public bool IsEmpty => positional.Length == 0 && named.Length == 0 && spread is null && spreadNamed is null;

    /// <param name="scope">Where names are found.</param>
    /// <param name="first">The value of a filter or test, in front of all.</param>
    /// <param name="hasFirst">Whether there is one.</param>
    /// <param name="caller">The body of a call block.</param>
    public CallArguments Eval(Scope scope, object? first = null, bool hasFirst = false, Macro? caller = null)
    {
        var values = new object?[positional.Length + (hasFirst ? 1 : 0)];
        if (hasFirst)
            values[0] = first;
        for (var i = 0; i < positional.Length; i++)
            values[i + (hasFirst ? 1 : 0)] = positional[i].Eval(scope);
        if (named.Length == 0 && spread is null && spreadNamed is null && caller is null)
            return new(values);
        var names = named.Select(n => KeyValuePair.Create(n.Name, n.Value.Eval(scope))).ToList();
        if (caller is not null)
            names.Add(new("caller", caller));
        if (spread is not null)
            values = [.. values, .. Spread(spread.Eval(scope))];
        if (spreadNamed is not null)
            SpreadNames(names, spreadNamed.Eval(scope));
        return new(values, [.. names]);
    }

    private static IEnumerable<object?> Spread(object? value) => Py.TryIterate(value) ?? throw Raise.Type($"Value after * must be an iterable, not {Py.TypeName(value)}");

    private static void SpreadNames(List<KeyValuePair<string, object?>> names, object? value)
    {
        if (value is not PyDict dict)
            throw Raise.Type($"argument after ** must be a mapping, not {Py.TypeName(value)}");
        foreach (var (key, item) in dict.Entries)
        {
            var name = Py.IsText(key, out var text) ? text : throw Raise.Type("keywords must be strings");
            if (names.Exists(n => n.Key == name))
                throw Raise.Type($"got multiple values for keyword argument '{name}'");
            names.Add(new(name, item));
        }
    }
}

/// <summary><c>a(b)</c>.</summary>
internal sealed class Call(Expr function, ArgumentList arguments, int line) : Expr(line)
{
    public override object? Eval(Scope scope) => Invoke(scope, null);

    public object? Invoke(Scope scope, Macro? caller)
    {
        var target = Part(function, scope);
        var given = arguments.Eval(scope, caller: caller);
        scope.State.Line = Line;
        scope.State.Step();
        return target switch
        {
            PyCallable callable => callable.Call(scope.State, given),
            PyUndefined undefined => throw undefined.Fail(),
            _ => throw Raise.Type($"'{Py.TypeName(target)}' object is not callable"),
        };
    }
}

/// <summary><c>a | b(c)</c>; without a value where a filter block or set block gives it.</summary>
internal sealed class Filter(Expr? value, string name, ArgumentList arguments, int line) : Expr(line)
{
    private readonly Builtin? _filter = Filters.Find(name);

    public override object? Eval(Scope scope) => Apply(scope, Part(value!, scope));

    /// <summary>The filters of a block on the block's text.</summary>
    public object? Block(Scope scope, string text) => !System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack() ? throw Raise.Recursion() : Apply(scope, value is Filter inner ? inner.Block(scope, text) : text);

    private object? Apply(Scope scope, object? input)
    {
        if (_filter is null)
            throw Raise.Runtime($"No filter named {Py.ReprText(name)} found.");
        var given = arguments.IsEmpty ? new([input]) : arguments.Eval(scope, input, hasFirst: true);
        scope.State.Line = Line;
        scope.State.Step();
        return _filter.Call(scope.State, given);
    }
}

/// <summary><c>a is b(c)</c>.</summary>
internal sealed class Test(Expr value, string name, ArgumentList arguments, int line) : Expr(line)
{
    private readonly Builtin? _test = Tests.Find(name);

    public override object? Eval(Scope scope)
    {
        var input = Part(value, scope);
        if (_test is null)
            throw Raise.Runtime($"No test named {Py.ReprText(name)} found.");
        var given = arguments.IsEmpty ? new([input]) : arguments.Eval(scope, input, hasFirst: true);
        scope.State.Line = Line;
        return _test.Call(scope.State, given);
    }
}
