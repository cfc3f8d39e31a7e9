namespace SynthTrain.Models.Templates;

/// <summary>Filters on sequences.</summary>
internal static class ListFilters
{
    public static List<object?> All(object? value)
    {
        var all = new List<object?>();
        foreach (var item in Py.Iterate(value))
        {
            if ((all.Count & 1023) == 1023)
                RenderState.CheckLength(all.Count);
            all.Add(item);
        }

        RenderState.CheckLength(all.Count);
        return all;
    }

    public static object? Join(Bound a)
    {
        var get = AttributeGetter.Make(a.Or(2, null), false, Signature.NotGiven);
        return TextMethods.Join(Py.Str(a.Or(1, string.Empty)), Py.Iterate(a[0]).Select(i => (object?)Py.Str(get(i))));
    }

    public static object? First(IEnumerable<object?> items, string hint)
    {
        foreach (var item in items)
            return item;
        return PyUndefined.Because(hint);
    }

    /// <summary>Python's <c>reversed</c>; null for what has no order or end.</summary>
    public static IEnumerable<object?>? Reversed(object? value) => value switch
    {
        PyUndefined undefined => [],
        PyGenerator or LoopContext => null,
        _ => Py.TryIterate(value)?.Reverse(),
    };

    public static object? Reverse(Bound a)
    {
        if (Py.IsText(a[0], out var text))
            return Text.Slice(text, new PySlice(null, null, -1L)) is var turned && a[0] is Markup ? new Markup(turned) : turned;
        if (Reversed(a[0]) is { } items)
            return new PyGenerator(items, "list_reverseiterator");
        return Py.TryIterate(a[0]) is { } once ? new PyList([.. once.Reverse()]) : throw Raise.FilterArgument("argument must be iterable");
    }

    public static object? Sort(Bound a) => new PyList(Py.Sort(Py.Iterate(a[0]), AttributeGetter.MakeMany(a.Or(3, null), !a.Flag(2)), a.Flag(1)));

    public static IEnumerable<object?> Unique(Bound a)
    {
        var key = AttributeGetter.Make(a.Or(2, null), !a.Flag(1), Signature.NotGiven);
        var seen = new PyDict();
        foreach (var item in Py.Iterate(a[0]))
        {
            var at = key(item);
            Hashing.Require(at);
            if (seen.Has(at))
                continue;
            seen.Set(at, null);
            yield return item;
        }
    }

    public static object? Extreme(Bound a, bool max)
    {
        var key = AttributeGetter.Make(a.Or(2, null), !a.Flag(1), Signature.NotGiven);
        object? best = Signature.NotGiven, bestKey = null;
        foreach (var item in Py.Iterate(a[0]))
        {
            var at = key(item);
            if (!ReferenceEquals(best, Signature.NotGiven) && !Py.Order(max ? ">" : "<", at, bestKey))
                continue;
            (best, bestKey) = (item, at);
        }

        return ReferenceEquals(best, Signature.NotGiven) ? PyUndefined.Because("No aggregated item, sequence was empty.") : best;
    }

    public static object? Sum(Bound a)
    {
        var get = AttributeGetter.Make(a.Or(1, null), false, Signature.NotGiven);
        var total = a.Or(2, 0L);
        if (Py.IsText(total, out _))
            throw Raise.Type("sum() can't sum strings [use ''.join(seq) instead]");
        foreach (var item in Py.Iterate(a[0]))
            total = Py.Operate("+", total, get(item));
        return total;
    }

    public static IEnumerable<object?> Items(object? value)
    {
        if (value is PyUndefined)
            yield break;
        if (value is not PyDict dict)
            throw Raise.Type("Can only get item pairs from a mapping.");
        foreach (var (key, item) in dict.Entries)
            yield return new PyTuple(key, item);
    }

    public static object? DictSort(Bound a)
    {
        if (a[0] is PyUndefined undefined)
            throw undefined.Fail();
        var by = a.Or(2, "key");
        var at = Py.Equal(by, "key") ? 0 : Py.Equal(by, "value") ? 1 : throw Raise.FilterArgument("You can only sort by either \"key\" or \"value\"");
        var dict = a[0] as PyDict ?? throw Raise.Attribute($"'{Py.TypeName(a[0])}' object has no attribute 'items'");
        var fold = !a.Flag(1);
        return new PyList(Py.Sort(Items(dict), e => fold ? AttributeGetter.Fold(((PyTuple)e!).Items[at]) : ((PyTuple)e!).Items[at], a.Flag(3)));
    }

    public static IEnumerable<object?> Batch(Bound a)
    {
        var (size, fill) = (a.Int(1), a.Or(2, null));
        var part = new List<object?>();
        foreach (var item in Py.Iterate(a[0]))
        {
            if (part.Count == size)
            {
                yield return new PyList(part);
                part = [];
            }

            part.Add(item);
        }

        if (part.Count == 0)
            yield break;
        if (fill is not null && part.Count < size)
        {
            RenderState.CheckLength(size);
            part.AddRange(Enumerable.Repeat(fill, size - part.Count));
        }

        yield return new PyList(part);
    }

    public static IEnumerable<object?> Slice(Bound a)
    {
        var (items, slices, fill) = (All(a[0]), a.Int(1), a.Or(2, null));
        if (slices == 0)
            throw Raise.ZeroDivision("integer division or modulo by zero");
        RenderState.CheckLength(slices);
        var (size, extra) = (items.Count / slices, items.Count % slices);
        var at = 0;
        for (var i = 0; i < slices; i++)
        {
            var part = items.GetRange(at, size + (i < extra ? 1 : 0));
            at += part.Count;
            if (fill is not null && i >= extra)
                part.Add(fill);
            yield return new PyList(part);
        }
    }

    public static object? GroupBy(Bound a)
    {
        var fold = !a.Flag(3);
        var key = AttributeGetter.Make(a[1], fold, a.Or(2, null));
        var shown = AttributeGetter.Make(a[1], false, a.Or(2, null));
        var groups = new List<(object? Key, List<object?> Items)>();
        foreach (var item in Py.Sort(Py.Iterate(a[0]), key, false))
        {
            if (groups.Count == 0 || !Py.Equal(groups[^1].Key, key(item)))
                groups.Add((key(item), []));
            groups[^1].Items.Add(item);
        }

        return new PyList([.. groups.Select(g => (object?)new PyTuple(fold ? shown(g.Items[0]) : g.Key, new PyList(g.Items)) { IsGroup = true })]);
    }
}
