namespace SynthTrain.Models.Templates;

/// <summary>Jinja's <c>loop</c>. Looks ahead by one item, and reads a generator to its end when its length is asked.</summary>
internal sealed class LoopContext : PyCallable
{
    private static readonly object s_missing = new();
    private readonly object? _iterable;
    private readonly Func<object?, int, string>? _recurse;
    private IEnumerator<object?> _walk;
    private object? _after = s_missing;
    private object? _current = s_missing;
    private object? _before = s_missing;
    private object?[]? _changed;
    private long? _length;

    public LoopContext(object? iterable, Func<object?, int, string>? recurse, int depth0) =>
        (_iterable, _recurse, Depth0, _walk) = (iterable, recurse, depth0, Walk(iterable));

    public override string TypeName => "LoopContext";

    public long Index0 { get; private set; } = -1;

    public long Index => Index0 + 1;

    public int Depth0 { get; }

    public bool First => Index0 == 0;

    public bool Last => ReferenceEquals(Peek(), s_missing);

    public object? PreviousItem => First ? PyUndefined.Because("there is no previous item") : _before;

    public object? NextItem => Peek() is var next && ReferenceEquals(next, s_missing) ? PyUndefined.Because("there is no next item") : next;

    public long Length => _length ??= Measure();

    public object? Current => _current;

    public bool MoveNext()
    {
        var next = ReferenceEquals(_after, s_missing) ? Advance() : _after;
        _after = s_missing;
        if (ReferenceEquals(next, s_missing))
            return false;
        (Index0, _before, _current) = (Index0 + 1, _current, next);
        return true;
    }

    /// <summary>What a template gets that loops over the loop itself: pairs of item and loop.</summary>
    public IEnumerable<object?> Rest()
    {
        while (MoveNext())
            yield return new PyTuple(_current, this);
    }

    public bool Changed(object?[] values)
    {
        if (_changed is not null && Py.Equal(new PyTuple(_changed), new PyTuple(values)))
            return false;
        _changed = values;
        return true;
    }

    public override object? Call(RenderState state, CallArguments arguments)
    {
        var iterable = new Signature("LoopContext.__call__", "iterable").Bind(arguments)[0];
        return _recurse is null ? throw Raise.Type("The loop must have the 'recursive' marker to be called recursively.") : _recurse(iterable, Depth0 + 1);
    }

    private static IEnumerator<object?> Walk(object? iterable) => Py.Iterate(iterable).GetEnumerator();

    private object? Peek() => ReferenceEquals(_after, s_missing) ? _after = Advance() : _after;

    private object? Advance() => _walk.MoveNext() ? _walk.Current : s_missing;

    private long Measure()
    {
        if (_iterable is not (PyGenerator or LoopContext))
            return Py.Length(_iterable);
        var rest = new List<object?>();
        while (_walk.MoveNext())
        {
            RenderState.CheckLength(rest.Count);
            rest.Add(_walk.Current);
        }

        _walk = Walk(new PyList(rest));
        return rest.Count + Index + (ReferenceEquals(_after, s_missing) ? 0 : 1);
    }
}
