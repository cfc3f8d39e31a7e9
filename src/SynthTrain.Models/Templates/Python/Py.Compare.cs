using System.Numerics;
using System.Runtime.CompilerServices;

namespace SynthTrain.Models.Templates;

internal static partial class Py
{
    /// <summary>Python's <c>==</c>.</summary>
    public static bool Equal(object? a, object? b)
    {
        if (a is string x && b is string y)
            return EqualTexts(x, y);
        if (ReferenceEquals(a, b))
            return a is not double self || !double.IsNaN(self);
        if (a is null || b is null)
            return false;
        if (IsText(a, out var left))
            return IsText(b, out var right) && EqualTexts(left, right);
        return IsNumber(a) ? IsNumber(b) && EqualNumbers(a, b) : EqualObjects(a, b);
    }

    private static bool EqualTexts(string a, string b)
    {
        if (a.Length != b.Length)
            return false;
        if (a.Length > 64)
            RenderState.CheckLength(a.Length);
        return string.Equals(a, b, StringComparison.Ordinal);
    }

    private static bool EqualObjects(object a, object b)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Raise.Recursion();
        RenderState.CheckLength(1);
        return (a, b) switch
        {
            (PyList x, PyList y) => EqualItems(x.Items, y.Items),
            (PyTuple x, PyTuple y) => EqualItems(x.Items, y.Items),
            (PyDict x, PyDict y) => x.Count == y.Count && x.Entries.All(e => y.TryGet(e.Key, out var other) && Equal(e.Value, other)),
            (PyUndefined, PyUndefined) => true,
            (PyRange x, PyRange y) => EqualRanges(x, y),
            (PyView x, PyView y) => !x.IsValues && !y.IsValues && x.Dict.Count == y.Dict.Count && x.Items.All(i => Contains(y, i)),
            (BoundMethod x, BoundMethod y) => x.Name == y.Name && ReferenceEquals(x.Self, y.Self),
            _ => false,
        };
    }

    private static bool EqualItems(IReadOnlyList<object?> a, IReadOnlyList<object?> b)
    {
        if (a.Count != b.Count)
            return false;
        for (var i = 0; i < a.Count; i++)
        {
            if (!Equal(a[i], b[i]) && !ReferenceEquals(a[i], b[i]))
                return false;
        }

        return true;
    }

    private static bool EqualRanges(PyRange a, PyRange b) => a.Count == b.Count && (a.Count == 0 || (a.Start == b.Start && (a.Count == 1 || a.Step == b.Step)));

    private static bool EqualNumbers(object a, object b)
    {
        if (a is double || b is double)
            return CompareNumbers(a, b) == 0;
        return AsInteger(a) == AsInteger(b);
    }

    /// <summary>-1, 0, 1, or 2 where one is not a number at all.</summary>
    private static int CompareNumbers(object a, object b)
    {
        if (a is not double && b is not double)
            return Math.Sign(AsInteger(a)!.Value.CompareTo(AsInteger(b)!.Value));
        if ((a is double x && double.IsNaN(x)) || (b is double y && double.IsNaN(y)))
            return 2;
        if (a is double left && b is double right)
            return left.CompareTo(right);
        return a is double d ? -CompareMixed(AsInteger(b)!.Value, d) : CompareMixed(AsInteger(a)!.Value, (double)b);
    }

    private static int CompareMixed(BigInteger whole, double real)
    {
        if (double.IsInfinity(real))
            return real > 0 ? -1 : 1;
        var floor = Math.Floor(real);
        var order = whole.CompareTo(new BigInteger(floor));
        return order != 0 ? Math.Sign(order) : real > floor ? -1 : 0;
    }

    /// <summary>Python's <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c>, <c>&gt;=</c>.</summary>
    public static bool Order(string op, object? a, object? b)
    {
        var sign = Compare(op, a, b);
        return sign != 2 && op switch
        {
            "<" => sign < 0,
            "<=" => sign <= 0,
            ">" => sign > 0,
            _ => sign >= 0,
        };
    }

    private static int Compare(string op, object? a, object? b)
    {
        if (a is PyUndefined left)
            throw left.Fail();
        if (b is PyUndefined right)
            throw right.Fail();
        if (IsText(a, out var x) && IsText(b, out var y))
            return Text.Compare(x, y);
        if (IsNumber(a) && IsNumber(b))
            return CompareNumbers(a!, b!);
        if (a is PyList p && b is PyList q)
            return CompareItems(op, p.Items, q.Items);
        if (a is PyTuple s && b is PyTuple t)
            return CompareItems(op, s.Items, t.Items);
        throw Raise.Type($"'{op}' not supported between instances of '{TypeName(a)}' and '{TypeName(b)}'");
    }

    private static int CompareItems(string op, IReadOnlyList<object?> a, IReadOnlyList<object?> b)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Raise.Recursion();
        for (var i = 0; i < Math.Min(a.Count, b.Count); i++)
        {
            if (!Equal(a[i], b[i]) && !ReferenceEquals(a[i], b[i]))
                return Compare(op, a[i], b[i]);
        }

        return a.Count.CompareTo(b.Count);
    }

    /// <summary>Python's <c>item in container</c>.</summary>
    public static bool Contains(object? container, object? item)
    {
        if (IsText(container, out var text))
        {
            RenderState.CheckLength(text.Length);
            return IsText(item, out var part) ? text.Contains(part, StringComparison.Ordinal) : throw Raise.Type($"'in <string>' requires string as left operand, not {TypeName(item)}");
        }

        if (container is PyDict dict)
            return dict.Has(item);
        if (container is PyView { TypeName: "dict_keys" } keys)
            return keys.Dict.Has(item);
        if (container is PyRange range && IsNumber(item) && item is not double)
            return range.Holds(item);
        var walk = TryIterate(container) ?? throw Raise.Type($"argument of type '{TypeName(container)}' is not iterable");
        return walk.Any(other => ReferenceEquals(other, item) || Equal(other, item));
    }

    /// <summary>Python's <c>sorted</c>: stable, by <c>&lt;</c> alone.</summary>
    public static List<object?> Sort(IEnumerable<object?> items, Func<object?, object?> key, bool reverse)
    {
        var keyed = items.Select(item => (Key: key(item), Item: item)).ToArray();
        if (reverse)
            Array.Reverse(keyed);
        Merge(keyed, new (object?, object?)[keyed.Length], 0, keyed.Length);
        var order = keyed.Select(k => k.Item).ToList();
        if (reverse)
            order.Reverse();
        return order;
    }

    private static void Merge((object? Key, object? Item)[] all, (object? Key, object? Item)[] buffer, int start, int end)
    {
        if (end - start < 2)
            return;
        var middle = (start + end) / 2;
        Merge(all, buffer, start, middle);
        Merge(all, buffer, middle, end);
        var (left, right, at) = (start, middle, start);
        while (left < middle && right < end)
            buffer[at++] = Order("<", all[right].Key, all[left].Key) ? all[right++] : all[left++];
        while (left < middle)
            buffer[at++] = all[left++];
        Array.Copy(buffer, start, all, start, at - start);
        RenderState.CheckLength(at - start);
    }
}
