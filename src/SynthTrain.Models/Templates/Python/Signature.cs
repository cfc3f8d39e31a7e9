namespace SynthTrain.Models.Templates;

/// <summary>The parameters of a Python function, to bind arguments as Python does.</summary>
internal sealed class Signature
{
    /// <summary>Stands where an optional argument was not given.</summary>
    public static readonly object NotGiven = new();
    private readonly string _function;
    private readonly string[] _names;
    private readonly int _required;
    private readonly bool _positionalOnly;

    /// <param name="function">As Python's messages name it.</param>
    /// <param name="parameters">Names with blanks between; optional ones end in <c>?</c>; <c>/</c> at the end means that none may be named.</param>
    public Signature(string function, string parameters)
    {
        var parts = parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        _positionalOnly = parts is [.., "/"];
        _names = [.. parts.Where(p => p != "/").Select(p => p.TrimEnd('?'))];
        _required = parts.Count(p => p != "/" && !p.EndsWith('?'));
        _function = function;
    }

    public object?[] Bind(CallArguments given)
    {
        if (given.Positional.Length > _names.Length)
            throw Raise.Type($"{_function}() takes {_names.Length} positional argument{(_names.Length == 1 ? "" : "s")} but {given.Positional.Length} were given");
        var bound = new object?[_names.Length];
        Array.Fill(bound, NotGiven);
        given.Positional.CopyTo(bound, 0);
        foreach (var (name, value) in given.Named)
            BindNamed(bound, name, value);
        for (var i = 0; i < _required; i++)
        {
            if (ReferenceEquals(bound[i], NotGiven))
                throw Raise.Type($"{_function}() missing 1 required positional argument: '{_names[i]}'");
        }

        return bound;
    }

    private void BindNamed(object?[] bound, string name, object? value)
    {
        var at = _positionalOnly ? -1 : Array.IndexOf(_names, name);
        if (at < 0)
            throw Raise.Type($"{_function}() got an unexpected keyword argument '{name}'");
        if (!ReferenceEquals(bound[at], NotGiven))
            throw Raise.Type($"{_function}() got multiple values for argument '{name}'");
        bound[at] = value;
    }
}
