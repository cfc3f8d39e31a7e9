namespace SynthTrain.Models.Templates;

/// <summary><c>for</c>. Each round has a scope of its own: what it sets is gone in the next.</summary>
internal sealed class For(ForParts parts, int line) : Stmt(line)
{
    public override Flow Run(Scope scope, Output output)
    {
        var iterable = parts.Iterable.Eval(scope);
        if (!parts.Recursive)
            return Loop(scope, output, iterable, 0);
        output.Write(Recurse(scope, iterable, 0));
        return Flow.Next;
    }

    private string Recurse(Scope scope, object? iterable, int depth)
    {
        scope.State.Deeper();
        var to = Output.Gather();
        Loop(scope, to, iterable, depth);
        scope.State.Higher();
        return to.To.ToString();
    }

    private Flow Loop(Scope scope, Output output, object? iterable, int depth)
    {
        if (parts.Test is not null)
            iterable = new PyGenerator(Filtered(scope, iterable));
        var loop = new LoopContext(iterable, parts.Recursive ? (value, next) => Recurse(scope, value, next) : null, depth);
        var ran = false;
        while (loop.MoveNext())
        {
            scope.State.Step();
            var inner = scope.Inner();
            inner.Set("loop", loop);
            Assign.Store(inner, parts.Target, loop.Current);
            var flow = RunAll(parts.Body, inner, output);
            ran |= flow == Flow.Next;
            if (flow == Flow.Break)
                break;
        }

        // As Jinja: the else runs unless one round reached its end.
        return !ran && parts.Otherwise.Length > 0 ? RunAll(parts.Otherwise, scope.Inner(), output) : Flow.Next;
    }

    private IEnumerable<object?> Filtered(Scope scope, object? iterable)
    {
        foreach (var item in Py.Iterate(iterable))
        {
            scope.State.Step();
            var inner = scope.Inner();
            Assign.Store(inner, parts.Target, item);
            if (Py.Truth(parts.Test!.Eval(inner)))
                yield return item;
        }
    }
}
