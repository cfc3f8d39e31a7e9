namespace SynthTrain.Models.Templates;

/// <summary>A literal.</summary>
internal sealed class Const(object? value, int line) : Expr(line)
{
    public object? Value { get; } = value;

    public override object? Eval(Scope scope) => Value;
}

/// <summary>A name.</summary>
internal sealed class Name(string id, int line) : Expr(line)
{
    public string Id { get; } = id;

    public override object? Eval(Scope scope) => scope.Get(Id);
}

/// <summary>The attribute of a namespace, as the target of <c>set</c>.</summary>
internal sealed class NamespaceReference(string id, string attribute, int line) : Expr(line)
{
    public string Id { get; } = id;

    public string Attribute { get; } = attribute;

    public override object? Eval(Scope scope) => throw Raise.Runtime("a namespace reference has no value");
}

/// <summary><c>[a, b]</c> and <c>(a, b)</c>.</summary>
internal sealed class Items(Expr[] items, bool isTuple, int line) : Expr(line)
{
    public Expr[] Parts { get; } = items;

    public bool IsTuple { get; } = isTuple;

    public override object? Eval(Scope scope)
    {
        var values = Array.ConvertAll(Parts, e => Part(e, scope));
        return IsTuple ? new PyTuple(values) : new PyList(values);
    }
}

/// <summary><c>{a: b}</c>.</summary>
internal sealed class DictLiteral((Expr Key, Expr Value)[] entries, int line) : Expr(line)
{
    public override object? Eval(Scope scope)
    {
        // As Python: all keys and values first, and only then is any key hashed.
        var values = Array.ConvertAll(entries, e => (Key: e.Key.Eval(scope), Value: e.Value.Eval(scope)));
        var dict = new PyDict(entries.Length);
        foreach (var (key, value) in values)
        {
            Hashing.Require(key);
            dict.Set(key, value);
        }

        return dict;
    }
}

/// <summary><c>a:b:c</c> between brackets.</summary>
internal sealed class SliceLiteral(Expr? start, Expr? stop, Expr? step, int line) : Expr(line)
{
    public override object? Eval(Scope scope) => new PySlice(start?.Eval(scope), stop?.Eval(scope), step?.Eval(scope));
}
