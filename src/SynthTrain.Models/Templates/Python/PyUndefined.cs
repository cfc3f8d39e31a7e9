namespace SynthTrain.Models.Templates;

/// <summary>Jinja's default <c>Undefined</c>: prints as nothing, iterates as nothing, fails on nearly everything else.</summary>
internal sealed class PyUndefined
{
    private readonly string? _hint;
    private readonly bool _ofObject;
    private readonly object? _object;
    private readonly object? _name;
    private readonly string _kind;

    private PyUndefined(string? hint, bool ofObject, object? owner, object? name, string kind) => (_hint, _ofObject, _object, _name, _kind) = (hint, ofObject, owner, name, kind);

    /// <summary>A name that nobody set.</summary>
    public static PyUndefined Name(string name) => new(null, false, null, name, "UndefinedError");

    /// <summary>An attribute or element that an object lacks.</summary>
    public static PyUndefined Of(object? owner, object? name) => new(null, true, owner, name, "UndefinedError");

    /// <summary>Undefined for a reason of its own.</summary>
    public static PyUndefined Because(string hint) => new(hint, false, null, null, "UndefinedError");

    /// <summary>An attribute that the sandbox hides.</summary>
    public static PyUndefined Unsafe(object? owner, string name) =>
        new($"access to attribute {Py.ReprText(name)} of {Py.ReprText(Py.TypeName(owner))} object is unsafe.", true, owner, name, "SecurityError");

    /// <summary>What use of it raises.</summary>
    public TemplateError Fail() => new(_kind, Message());

    private string Message()
    {
        if (_hint is not null)
            return _hint;
        if (!_ofObject)
            return $"{Py.Repr(_name)} is undefined";
        var type = _object is null ? "None" : $"{Py.TypeName(_object)} object";
        return Py.IsText(_name, out _) ? $"'{type}' has no attribute {Py.Repr(_name)}" : $"{type} has no element {Py.Repr(_name)}";
    }
}
