namespace SynthTrain.Models.Templates;

/// <summary>The parameters and statements of a macro or call block.</summary>
/// <param name="Name">Its name; null for the body of a call block.</param>
/// <param name="Parameters">Names, interned.</param>
/// <param name="Defaults">Of the last parameters.</param>
/// <param name="Body">The statements.</param>
internal sealed record MacroBody(string? Name, string[] Parameters, Expr[] Defaults, Stmt[] Body)
{
    /// <summary>Whether the body speaks of <c>varargs</c>, <c>kwargs</c>, <c>caller</c>: only then are they taken.</summary>
    public required (bool VarArgs, bool KwArgs, bool Caller) Special { get; init; }

    public void Run(Scope scope, Output output) => Stmt.RunAll(Body, scope, output);

    /// <summary>Writes the arguments of a call to the names of the parameters (<c>jinja2.runtime.Macro</c>).</summary>
    public void Bind(Scope scope, CallArguments given)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Parameters.Length; i++)
            scope.Set(Parameters[i], Argument(scope, given, i, used));
        var rest = given.Named.Where(n => !used.Contains(n.Key)).ToList();
        if (Special.Caller && Array.IndexOf(Parameters, "caller") < 0)
        {
            var at = rest.FindIndex(n => n.Key == "caller");
            scope.Set("caller", at < 0 || rest[at].Value is null ? PyUndefined.Because("No caller defined") : rest[at].Value);
            if (at >= 0)
                rest.RemoveAt(at);
        }

        Rest(scope, given, rest);
    }

    private void Rest(Scope scope, CallArguments given, List<KeyValuePair<string, object?>> rest)
    {
        if (Special.KwArgs)
            scope.Set("kwargs", Dict(rest));
        else if (rest.Count > 0)
            throw Raise.Type($"macro {Py.Repr(Name)} takes no keyword argument {Py.ReprText(rest[0].Key)}");
        if (Special.VarArgs)
            scope.Set("varargs", new PyTuple([.. given.Positional.Skip(Parameters.Length)]));
        else if (given.Positional.Length > Parameters.Length)
            throw Raise.Type($"macro {Py.Repr(Name)} takes not more than {Parameters.Length} argument(s)");
    }

    private object? Argument(Scope scope, CallArguments given, int index, HashSet<string> used)
    {
        if (index < given.Positional.Length)
            return given.Positional[index];
        if (given.TryNamed(Parameters[index], out var value))
        {
            used.Add(Parameters[index]);
            return value;
        }

        var fallback = index - (Parameters.Length - Defaults.Length);
        return fallback >= 0 ? Defaults[fallback].Eval(scope) : PyUndefined.Because($"parameter {Py.ReprText(Parameters[index])} was not provided");
    }

    private static PyDict Dict(List<KeyValuePair<string, object?>> entries)
    {
        var dict = new PyDict(entries.Count);
        entries.ForEach(e => dict.Set(e.Key, e.Value));
        return dict;
    }
}
