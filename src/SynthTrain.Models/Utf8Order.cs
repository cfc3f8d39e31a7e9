using System.Text;

namespace SynthTrain.Models;

/// <summary>Texts in the order of their UTF-8 bytes, as Rust and Python order them, which differs from UTF-16 beyond the first plane.</summary>
internal sealed class Utf8Order : IComparer<string>
{
    public static Utf8Order Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
            return x is null ? (y is null ? 0 : -1) : 1;
        using var left = x.EnumerateRunes().GetEnumerator();
        using var right = y.EnumerateRunes().GetEnumerator();
        while (left.MoveNext())
        {
            if (!right.MoveNext())
                return 1;
            if (left.Current != right.Current)
                return left.Current.CompareTo(right.Current);
        }

        return right.MoveNext() ? -1 : 0;
    }
}
