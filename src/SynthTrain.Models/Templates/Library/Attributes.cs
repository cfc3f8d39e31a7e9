namespace SynthTrain.Models.Templates;

/// <summary>What <c>a.b</c> and <c>a[b]</c> find, as Jinja's sandbox lets them (<c>jinja2/sandbox.py</c>).</summary>
internal static class Attributes
{
    private static readonly HashSet<string> s_common = new(StringComparer.Ordinal)
    {
        "__class__", "__doc__", "__init__", "__new__", "__repr__", "__str__", "__hash__", "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__dir__", "__format__",
        "__getattribute__", "__setattr__", "__delattr__", "__reduce__", "__reduce_ex__", "__sizeof__", "__subclasshook__", "__init_subclass__", "__getstate__",
    };

    private static readonly HashSet<string> s_sequence = new(StringComparer.Ordinal) { "__len__", "__getitem__", "__contains__", "__iter__", "__add__", "__mul__", "__rmul__" };

    /// <summary><c>owner.name</c>: the attribute first, then the element.</summary>
    public static object? Get(object? owner, string name)
    {
        if (owner is PyUndefined undefined)
            throw undefined.Fail();
        if (owner is PyDict dict && !Methods.IsOfDict(name) && name[0] != '_')
            return dict.TryGet(name, out var value) ? value : PyUndefined.Of(owner, name);
        if (TryMember(owner, name, out var member))
            return member;
        return TryElement(owner, name, out var element) ? element : PyUndefined.Of(owner, name);
    }

    /// <summary><c>owner[key]</c>: the element first, then the attribute.</summary>
    public static object? Item(object? owner, object? key, bool ofLiteral = false)
    {
        if (owner is PyUndefined undefined)
            throw undefined.Fail();
        if (TryElement(owner, key, out var element))
            return element;
        // Jinja compiles a slice to Python's own, which knows no undefined result; but of a literal it finds the value itself.
        if (key is PySlice && !ofLiteral)
            throw Raise.Type(owner is PyDict ? "unhashable type: 'slice'" : $"'{Py.TypeName(owner)}' object is not subscriptable");
        return Py.IsText(key, out var name) && TryMember(owner, name, out var member) ? member : PyUndefined.Of(owner, key);
    }

    /// <summary>Whether an object has an attribute, hidden or not, and its value.</summary>
    public static bool TryMember(object? owner, string name, out object? value)
    {
        if (name.StartsWith("__", StringComparison.Ordinal) && (s_common.Contains(name) || (owner is string or Markup or PyList or PyTuple or PyDict && s_sequence.Contains(name))))
        {
            value = PyUndefined.Unsafe(owner, name);
            return true;
        }

        if (Methods.Find(owner, name) is { } method)
        {
            value = new BoundMethod(owner, method);
            return true;
        }

        if (Methods.ChangesIt(owner, name))
        {
            value = PyUndefined.Unsafe(owner, name);
            return true;
        }

        return Members.TryGet(owner, name, out value);
    }

    private static bool TryElement(object? owner, object? key, out object? value)
    {
        value = null;
        switch (owner)
        {
            case PyDict dict:
                return (key is not (PyList or PyDict or PySlice)) && dict.TryGet(key, out value);
            case PyList list:
                return TryIndex(list.Items, key, items => new PyList(items), out value);
            case PyTuple tuple:
                return TryIndex(tuple.Items, key, items => new PyTuple(items), out value);
            case string text:
                return TryText(text, key, out value);
            case Markup markup:
                var found = TryText(markup.Text, key, out value);
                value = found ? new Markup((string)value!) : null;
                return found;
            case PyRange range:
                return TryRange(range, key, out value);
            default:
                return false;
        }
    }

    private static bool TryIndex(IReadOnlyList<object?> items, object? key, Func<object?[], object> make, out object? value)
    {
        value = null;
        if (key is PySlice slice)
        {
            RenderState.CheckLength(items.Count);
            value = make([.. slice.Indices(items.Count).Select(i => items[i])]);
            return true;
        }

        if (Index(key, items.Count) is not { } at)
            return false;
        value = items[at];
        return true;
    }

    private static bool TryText(string text, object? key, out object? value)
    {
        value = null;
        if (key is PySlice slice)
        {
            RenderState.CheckLength(text.Length);
            value = Text.Slice(text, slice);
            return true;
        }

        if (Py.AsInteger(key) is null || Index(key, Text.Length(text)) is not { } at)
            return false;
        var start = Text.Offset(text, at);
        value = char.IsHighSurrogate(text[start]) && start + 1 < text.Length && char.IsLowSurrogate(text[start + 1]) ? text.Substring(start, 2) : text[start].ToString();
        return true;
    }

    private static bool TryRange(PyRange range, object? key, out object? value)
    {
        value = null;
        if (key is PySlice slice)
        {
            value = Sliced(range, [.. slice.Indices((int)range.Count)], slice);
            return true;
        }

        if (Index(key, (int)range.Count) is not { } at)
            return false;
        value = range.At(at);
        return true;
    }

    private static PyRange Sliced(PyRange range, int[] indices, PySlice slice)
    {
        var step = range.Step * (slice.Step is null ? 1 : (long)Py.AsInteger(slice.Step)!.Value);
        return indices.Length == 0 ? new PyRange(0, 0, step) : new PyRange((long)range.At(indices[0]), (long)range.At(indices[^1]) + Math.Sign(step), step);
    }

    private static int? Index(object? key, int count)
    {
        if (Py.AsInteger(key) is not { } n)
            return null;
        if (n.Sign < 0)
            n += count;
        return n >= 0 && n < count ? (int)n : null;
    }
}
