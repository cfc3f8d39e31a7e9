namespace SynthTrain.Models.Templates;

/// <summary>Attributes that are not methods.</summary>
internal static class Members
{
    public static bool TryGet(object? owner, string name, out object? value)
    {
        value = Signature.NotGiven;
        switch (owner)
        {
            case PyNamespace space:
                return space.TryGet(name, out value);
            case LoopContext loop:
                value = OfLoop(loop, name);
                break;
            case Macro macro:
                value = OfMacro(macro, name);
                break;
            case Cycler cycler:
                value = name switch { "current" => cycler.Current, "next" => Made(name, cycler.Next), "reset" => Made(name, cycler.Reset), _ => value };
                break;
            case PyRange range:
                value = name switch { "start" => range.Start, "stop" => range.Stop, "step" => range.Step, _ => value };
                break;
            case PyTuple { IsGroup: true } group:
                value = name switch { "grouper" => group.Items[0], "list" => group.Items[1], _ => value };
                break;
            case bool or long or System.Numerics.BigInteger:
                value = name switch { "real" or "numerator" => Py.Int(Py.AsInteger(owner)!.Value), "imag" => 0L, "denominator" => 1L, _ => value };
                break;
            case double:
                value = name switch { "real" => owner, "imag" => 0.0, _ => value };
                break;
            case Builtin { Name: "dict" } when name == "fromkeys":
                value = Globals.FromKeys;
                break;
        }

        return !ReferenceEquals(value, Signature.NotGiven);
    }

    private static object? OfLoop(LoopContext loop, string name) => name switch
    {
        "index" => loop.Index,
        "index0" => loop.Index0,
        "first" => Py.Box(loop.First),
        "last" => Py.Box(loop.Last),
        "length" => loop.Length,
        "revindex" => loop.Length - loop.Index0,
        "revindex0" => loop.Length - loop.Index,
        "depth" => (long)loop.Depth0 + 1,
        "depth0" => (long)loop.Depth0,
        "previtem" => loop.PreviousItem,
        "nextitem" => loop.NextItem,
        "cycle" => new Builtin("cycle", (_, a) => a.Positional.Length == 0 ? throw Raise.Type("no items for cycling given") : a.Positional[loop.Index0 % a.Positional.Length]),
        "changed" => new Builtin("changed", (_, a) => Py.Box(loop.Changed(a.Positional))),
        _ => Signature.NotGiven,
    };

    private static object? OfMacro(Macro macro, string name) => name switch
    {
        "name" => macro.Name,
        "arguments" => new PyTuple([.. macro.Body.Parameters]),
        "catch_kwargs" => Py.Box(macro.Body.Special.KwArgs),
        "catch_varargs" => Py.Box(macro.Body.Special.VarArgs),
        "caller" => Py.Box(macro.Body.Special.Caller),
        _ => Signature.NotGiven,
    };

    private static Builtin Made(string name, Func<object?> body) => new(name, string.Empty, _ => body());
}
