using System.Numerics;

namespace SynthTrain.Models.Templates;

/// <summary>What Python can hash, and how, so that equal keys meet.</summary>
internal sealed class Hashing : IEqualityComparer<object>
{
    public static readonly Hashing Keys = new();

    /// <summary>Fails for what cannot be a key.</summary>
    public static void Require(object? key)
    {
        if (!System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Raise.Recursion();
        RenderState.CheckLength(1);
        if (key is PyList or PyDict or PyView { IsValues: false } or PySlice)
            throw Raise.Type($"unhashable type: '{Py.TypeName(key)}'");
        if (key is PyTuple tuple)
            Array.ForEach(tuple.Items, Require);
    }

    public new bool Equals(object? x, object? y) => Py.Equal(x is DBNull ? null : x, y is DBNull ? null : y);

    public int GetHashCode(object value) => value switch
    {
        string text => string.GetHashCode(text, StringComparison.Ordinal),
        Markup markup => string.GetHashCode(markup.Text, StringComparison.Ordinal),
        bool flag => (flag ? 1d : 0d).GetHashCode(),
        long number => ((double)number).GetHashCode(),
        BigInteger big => ((double)big).GetHashCode(),
        double number => (number == 0 ? 0d : number).GetHashCode(),
        PyTuple tuple => tuple.Items.Aggregate(17, (sum, item) => HashCode.Combine(sum, GetHashCode(item ?? DBNull.Value))),
        PyUndefined => 3,
        PyRange range => range.Count.GetHashCode(),
        _ => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(value),
    };
}
