using System.Numerics;

namespace SynthTrain.Models.Templates;

/// <summary>The bound arguments of a built-in function, with the checks that Python makes.</summary>
internal readonly struct Bound(RenderState state, object?[] values)
{
    public RenderState State { get; } = state;

    public object? this[int index] => values[index];

    public bool Has(int index) => !ReferenceEquals(values[index], Signature.NotGiven);

    public object? Or(int index, object? fallback) => Has(index) ? values[index] : fallback;

    public bool Flag(int index, bool fallback = false) => Has(index) ? Py.Truth(values[index]) : fallback;

    /// <summary>An int, or a TypeError.</summary>
    public int Int(int index, int fallback = 0)
    {
        if (!Has(index))
            return fallback;
        if (values[index] is PyUndefined)
            throw Raise.Type("'Undefined' object cannot be interpreted as an integer");
        return Py.AsInteger(values[index]) is { } n ? (int)BigInteger.Max(int.MinValue, BigInteger.Min(int.MaxValue, n)) : throw Raise.Type($"'{Py.TypeName(values[index])}' object cannot be interpreted as an integer");
    }

    /// <summary>A str, or a TypeError.</summary>
    public string Text(int index, string function) => Py.IsText(values[index], out var text)
        ? text
        : throw Raise.Type($"{function} argument {index + 1} must be str, not {Py.TypeName(values[index])}");
}
