namespace SynthTrain.Models.Templates;

/// <summary>Text of the template itself.</summary>
internal sealed class DataText(string text, int line) : Stmt(line)
{
    public override Flow Run(Scope scope, Output output)
    {
        output.Write(text);
        return Flow.Next;
    }
}

/// <summary><c>{{ a }}</c>.</summary>
internal sealed class Print(Expr value, int line) : Stmt(line)
{
    public override Flow Run(Scope scope, Output output)
    {
        output.Write(Py.Str(value.Eval(scope)));
        return Flow.Next;
    }
}

/// <summary><c>break</c>, <c>continue</c>.</summary>
internal sealed class Jump(Flow flow, int line) : Stmt(line)
{
    public override Flow Run(Scope scope, Output output) => flow;
}

/// <summary><c>if … elif … else</c>. Blocks of an if have no scope of their own.</summary>
internal sealed class If((Expr Test, Stmt[] Body)[] branches, Stmt[] otherwise, int line) : Stmt(line)
{
    public override Flow Run(Scope scope, Output output)
    {
        foreach (var (test, body) in branches)
        {
            if (Py.Truth(test.Eval(scope)))
                return RunAll(body, scope, output);
        }

        return RunAll(otherwise, scope, output);
    }
}

/// <summary><c>set a = b</c>.</summary>
internal sealed class Assign(Expr target, Expr value, int line) : Stmt(line)
{
    public override Flow Run(Scope scope, Output output)
    {
        Store(scope, target, value.Eval(scope));
        return Flow.Next;
    }

    /// <summary>Writes to a name, to names in parentheses, or to a namespace.</summary>
    public static void Store(Scope scope, Expr target, object? value)
    {
        switch (target)
        {
            case Name name:
                scope.Set(name.Id, value);
                break;
            case NamespaceReference reference:
                if (scope.Get(reference.Id) is not PyNamespace space)
                    throw Raise.Runtime("cannot assign attribute on non-namespace object");
                space.Set(reference.Attribute, value);
                break;
            case Items items:
                Unpack(scope, items.Parts, value);
                break;
        }
    }

    private static void Unpack(Scope scope, Expr[] targets, object? value)
    {
        var walk = Py.TryIterate(value) ?? throw Raise.Type($"cannot unpack non-iterable {Py.TypeName(value)} object");
        var values = walk.Take(targets.Length + 1).ToArray();
        if (values.Length > targets.Length)
            throw Raise.Value($"too many values to unpack (expected {targets.Length})");
        if (values.Length < targets.Length)
            throw Raise.Value($"not enough values to unpack (expected {targets.Length}, got {values.Length})");
        for (var i = 0; i < targets.Length; i++)
            Store(scope, targets[i], values[i]);
    }
}

/// <summary>A statement that needs other files: there are none.</summary>
internal sealed class Include(int line) : Stmt(line)
{
    public override Flow Run(Scope scope, Output output) => throw Raise.Type("no loader for this environment specified");
}
