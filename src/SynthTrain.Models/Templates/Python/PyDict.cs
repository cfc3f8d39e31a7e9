namespace SynthTrain.Models.Templates;

/// <summary>A Python dict: keys in the order of their first writing, equal as Python says (<c>1 == True == 1.0</c>).</summary>
internal sealed class PyDict
{
    private const int Few = 8;
    private readonly List<KeyValuePair<object?, object?>> _entries;
    private Dictionary<object, int>? _index;

    public PyDict(int capacity = 4) => _entries = new(capacity);

    public int Count => _entries.Count;

    public IReadOnlyList<KeyValuePair<object?, object?>> Entries => _entries;

    /// <summary>Writes a value; only while the dict is being made.</summary>
    public void Set(object? key, object? value)
    {
        var at = Find(key);
        if (at >= 0)
        {
            _entries[at] = new(_entries[at].Key, value);
            return;
        }

        _entries.Add(new(key, value));
        if (_index is not null)
            _index.Add(key ?? DBNull.Value, _entries.Count - 1);
        else if (_entries.Count > Few)
            Build();
    }

    public bool TryGet(object? key, out object? value)
    {
        var at = Find(key);
        value = at < 0 ? null : _entries[at].Value;
        return at >= 0;
    }

    public bool Has(object? key) => Find(key) >= 0;

    private int Find(object? key)
    {
        if (key is string text && _index is null)
            return Scan(text);
        Hashing.Require(key);
        if (_index is not null)
            return _index.TryGetValue(key ?? DBNull.Value, out var found) ? found : -1;
        for (var i = 0; i < _entries.Count; i++)
        {
            if (Py.Equal(_entries[i].Key, key))
                return i;
        }

        return -1;
    }

    private int Scan(string text)
    {
        for (var i = 0; i < _entries.Count; i++)
        {
            if (_entries[i].Key is string key ? string.Equals(key, text, StringComparison.Ordinal) : _entries[i].Key is Markup markup && markup.Text == text)
                return i;
        }

        return -1;
    }

    private void Build()
    {
        _index = new(Hashing.Keys);
        for (var i = 0; i < _entries.Count; i++)
            _index.Add(_entries[i].Key ?? DBNull.Value, i);
    }
}
