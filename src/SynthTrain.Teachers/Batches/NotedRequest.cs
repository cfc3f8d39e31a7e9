using System.Globalization;

namespace SynthTrain.Teachers.Batches;

/// <summary>Where a noted request's line is, and what it may cost.</summary>
internal readonly record struct NotedRequest(UInt128 Key, long Offset, int Length, int InputTokens, int OutputTokens)
{
    private const int KeyLength = 32;

    /// <summary>The key as jobs carry it.</summary>
    public static string Text(UInt128 key) => key.ToString("x32", null);

    /// <summary>Reads a key as jobs carry it; false for another one's.</summary>
    public static bool TryKey(string text, out UInt128 key)
    {
        key = default;
        return text.Length == KeyLength && UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out key);
    }
}
