using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Modules under their numbers as names.</summary>
public class ModuleList<T> : nn.Module, IList<T>
    where T : nn.Module
{
    private readonly List<T> _items = [];

    public ModuleList(params T[] modules)
        : base(nameof(ModuleList<T>))
    {
        _items.AddRange(modules);
        Renumber();
    }

    public int Count => _items.Count;

    public bool IsReadOnly => false;

    public T this[int index]
    {
        get => _items[index];
        set
        {
            _items[index] = value;
            Renumber();
        }
    }

    public void Add(T item) => Insert(Count, item);

    public void append(params T[] parameters)
    {
        foreach (var module in parameters)
            Add(module);
    }

    public void Insert(int index, T item)
    {
        _items.Insert(index, item);
        Renumber();
    }

    public bool Remove(T item)
    {
        var removed = _items.Remove(item);
        Renumber();
        return removed;
    }

    public void RemoveAt(int index)
    {
        _items.RemoveAt(index);
        Renumber();
    }

    public void Clear()
    {
        _items.Clear();
        Renumber();
    }

    public bool Contains(T item) => _items.Contains(item);

    public void CopyTo(T[] array, int arrayIndex) => _items.CopyTo(array, arrayIndex);

    public int IndexOf(T item) => _items.IndexOf(item);

    public IEnumerator<T> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Renumber()
    {
        Forget();
        for (var i = 0; i < _items.Count; i++)
            register_module(i.ToString(System.Globalization.CultureInfo.InvariantCulture), _items[i]);
    }
}
