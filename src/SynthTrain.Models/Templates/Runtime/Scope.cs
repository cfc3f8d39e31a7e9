namespace SynthTrain.Models.Templates;

/// <summary>The names of a block, and the blocks around it. Names are interned, so that finding one compares references.</summary>
internal sealed class Scope(RenderState state, Scope? parent)
{
    private string[] _names = [];
    private object?[] _values = [];
    private int _count;

    public RenderState State { get; } = state;

    public Scope Inner() => new(State, this);

    public void Set(string name, object? value)
    {
        for (var i = 0; i < _count; i++)
        {
            if (ReferenceEquals(_names[i], name))
            {
                _values[i] = value;
                return;
            }
        }

        if (_count == _names.Length)
        {
            Array.Resize(ref _names, (_count * 2) + 2);
            Array.Resize(ref _values, (_count * 2) + 2);
        }

        (_names[_count], _values[_count++]) = (name, value);
    }

    public object? Get(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            for (var i = 0; i < scope._count; i++)
            {
                if (ReferenceEquals(scope._names[i], name))
                    return scope._values[i];
            }
        }

        return State.Variables.TryGetValue(name, out var value) || Globals.All.TryGetValue(name, out value) ? value : PyUndefined.Name(name);
    }

    private Scope? Parent { get; } = parent;
}
