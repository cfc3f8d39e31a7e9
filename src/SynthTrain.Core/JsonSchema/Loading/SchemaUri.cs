using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace SynthTrain.Core.JsonSchema;

/// <summary>URI references, RFC 3986, without the surprise that <see cref="Uri"/> takes <c>/a</c> for a file on Unix.</summary>
internal static class SchemaUri
{
    private static readonly SearchValues<char> SchemeLetters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.");

    /// <summary>Gets the base of a document without $id; nothing is fetched, so it only has to be one of a kind.</summary>
    public static Uri Default { get; } = new("https://schema.invalid/root");

    public static (string Address, string Fragment) Split(string reference)
    {
        int hash = reference.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? (reference, string.Empty) : (reference[..hash], Uri.UnescapeDataString(reference[(hash + 1)..]));
    }

    public static bool TryResolve(Uri baseUri, string address, [NotNullWhen(true)] out Uri? result)
    {
        if (HasScheme(address))
            return Uri.TryCreate(address, UriKind.Absolute, out result);
        result = null;
        return Uri.TryCreate(address, UriKind.Relative, out Uri? relative) && Uri.TryCreate(baseUri, relative, out result);
    }

    private static bool HasScheme(string address)
    {
        int colon = address.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && char.IsAsciiLetter(address[0])
            && address.AsSpan(0, colon).IndexOfAnyExcept(SchemeLetters) < 0;
    }
}
