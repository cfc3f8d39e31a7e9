namespace SynthTrain.Models.Templates;

/// <summary><c>set a … endset</c>.</summary>
internal sealed class AssignBlock(Expr target, Filter? filter, Stmt[] body, int line) : Stmt(line)
{
    public override Flow Run(Scope scope, Output output)
    {
        var inner = scope.Inner();
        var to = Output.Gather();
        if (RunAll(body, inner, to) is var flow && flow != Flow.Next)
            return flow;
        var text = to.To.ToString();
        Assign.Store(scope, target, filter is null ? text : filter.Block(inner, text));
        return Flow.Next;
    }
}

/// <summary><c>filter … endfilter</c>.</summary>
internal sealed class FilterBlock(Filter filter, Stmt[] body, int line) : Stmt(line)
{
    public override Flow Run(Scope scope, Output output)
    {
        var inner = scope.Inner();
        var to = Output.Gather();
        if (RunAll(body, inner, to) is var flow && flow != Flow.Next)
            return flow;
        output.Write(Py.Str(filter.Block(inner, to.To.ToString())));
        return Flow.Next;
    }
}

/// <summary><c>with</c>: the values are found outside, the names live inside.</summary>
internal sealed class With((Expr Target, Expr Value)[] names, Stmt[] body, int line) : Stmt(line)
{
    public override Flow Run(Scope scope, Output output)
    {
        var inner = scope.Inner();
        foreach (var (target, value) in names)
            Assign.Store(inner, target, value.Eval(scope));
        return RunAll(body, inner, output);
    }
}

/// <summary><c>macro</c>.</summary>
internal sealed class MacroStatement(string name, MacroBody body, int line) : Stmt(line)
{
    public override Flow Run(Scope scope, Output output)
    {
        scope.Set(name, new Macro(body, scope));
        return Flow.Next;
    }
}

/// <summary><c>call</c>.</summary>
internal sealed class CallBlock(Call call, MacroBody body, int line) : Stmt(line)
{
    public override Flow Run(Scope scope, Output output)
    {
        output.Write(Py.Str(call.Invoke(scope, new Macro(body, scope))));
        return Flow.Next;
    }
}

/// <summary><c>generation</c>: a call block of transformers' own, which notes where its text stands.</summary>
internal sealed class Generation(Stmt[] body, int line) : Stmt(line)
{
    public override Flow Run(Scope scope, Output output)
    {
        var state = scope.State;
        state.Deeper();
        var to = Output.Gather();
        RunAll(body, scope.Inner(), to);
        state.Higher();
        var text = to.To.ToString();
        state.Spans.Add(new(state.Root.Length, text.Length, Text.Length(text), output.IsRoot));
        output.Write(text);
        return Flow.Next;
    }
}
