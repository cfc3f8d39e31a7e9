namespace SynthTrain.Models.Templates;

/// <summary>Jinja's <c>namespace</c>: the one thing that a loop may write to. transformers forbids names that start with an underscore.</summary>
internal sealed class PyNamespace
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, object?>> Entries => _values;

    public bool TryGet(string name, out object? value) => _values.TryGetValue(name, out value);

    public void Set(string name, object? value)
    {
        if (name.StartsWith('_'))
            throw Raise.Security($"Chat templates cannot store underscore-prefixed attributes on a namespace, but got {Py.ReprText(name)}. Please rename the attribute.");
        _values[name] = value;
    }
}
