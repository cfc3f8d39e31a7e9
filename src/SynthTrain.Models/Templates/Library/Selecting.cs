namespace SynthTrain.Models.Templates;

/// <summary><c>map</c>, <c>select</c> and their kin: lazy, so that an error comes only when an item is asked for.</summary>
internal static class Selecting
{
    public static IEnumerable<object?> Map(RenderState state, CallArguments given)
    {
        var value = given.Positional[0];
        if (!Py.Truth(value))
            yield break;
        var apply = Function(state, given.Skip(1));
        foreach (var item in Py.Iterate(value))
        {
            state.Step();
            yield return apply(item);
        }
    }

    public static IEnumerable<object?> Select(RenderState state, CallArguments given, bool keep, bool ofAttribute)
    {
        var value = given.Positional[0];
        if (!Py.Truth(value))
            yield break;
        var test = Test(state, given.Skip(1), ofAttribute);
        foreach (var item in Py.Iterate(value))
        {
            state.Step();
            if (test(item) == keep)
                yield return item;
        }
    }

    private static Func<object?, object?> Function(RenderState state, CallArguments given)
    {
        if (given.Positional.Length == 0 && given.TryNamed("attribute", out var attribute))
        {
            foreach (var (key, _) in given.Named)
            {
                if (key is not ("attribute" or "default"))
                    throw Raise.FilterArgument($"Unexpected keyword argument {Py.ReprText(key)}");
            }

            return AttributeGetter.Make(attribute, false, given.TryNamed("default", out var fallback) ? fallback : null);
        }

        if (given.Positional.Length == 0)
            throw Raise.FilterArgument("map requires a filter argument");
        var name = Py.Str(given.Positional[0]);
        var filter = Filters.Find(name) ?? throw Raise.Runtime($"No filter named {Py.ReprText(name)}.");
        var rest = given.Skip(1);
        return item => filter.Call(state, rest.With(item));
    }

    private static Func<object?, bool> Test(RenderState state, CallArguments given, bool ofAttribute)
    {
        Func<object?, object?> of = item => item;
        if (ofAttribute)
        {
            if (given.Positional.Length == 0)
                throw Raise.FilterArgument("Missing parameter for attribute name");
            of = AttributeGetter.Make(given.Positional[0], false, null);
            given = given.Skip(1);
        }

        if (given.Positional.Length == 0)
            return item => Py.Truth(of(item));
        var name = Py.Str(given.Positional[0]);
        var test = Tests.Find(name) ?? throw Raise.Runtime($"No test named {Py.ReprText(name)}.");
        var rest = given.Skip(1);
        return item => Py.Truth(test.Call(state, rest.With(of(item))));
    }
}
