using System.Globalization;

namespace SynthTrain.Models.Templates;

/// <summary>The <c>attribute=</c> of filters: a name, a number, or several with dots between.</summary>
internal static class AttributeGetter
{
    /// <param name="attribute">As given; null for the item itself.</param>
    /// <param name="fold">Compare texts without case.</param>
    /// <param name="fallback">In place of what is undefined; <see cref="Signature.NotGiven"/> for none.</param>
    public static Func<object?, object?> Make(object? attribute, bool fold, object? fallback)
    {
        var parts = Parts(attribute);
        return item =>
        {
            foreach (var part in parts)
            {
                item = Attributes.Item(item, part);
                if (item is PyUndefined && fallback is not null && !ReferenceEquals(fallback, Signature.NotGiven))
                    item = fallback;
            }

            return fold ? Fold(item) : item;
        };
    }

    /// <summary>Several attributes with commas between, for <c>sort</c>: a tuple always, so that two that are undefined are equal and not an error.</summary>
    public static Func<object?, object?> MakeMany(object? attribute, bool fold)
    {
        object?[] names = Py.IsText(attribute, out var text) ? text.Split(',') : [attribute];
        var all = Array.ConvertAll(names, part => Make(part, fold, Signature.NotGiven));
        return item => new PyTuple(Array.ConvertAll(all, getter => getter(item)));
    }

    public static object? Fold(object? value) => Py.IsText(value, out var text) ? Casing.Lower(text) : value;

    private static object?[] Parts(object? attribute) => attribute switch
    {
        null => [],
        _ when Py.IsText(attribute, out var text) => Array.ConvertAll(text.Split('.'), p => p.Length > 0 && p.Length < 10 && p.All(char.IsAsciiDigit) ? (object?)long.Parse(p, CultureInfo.InvariantCulture) : p),
        _ => [attribute],
    };
}
