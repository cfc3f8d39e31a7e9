namespace SynthTrain.Models.Tests;

/// <summary>Compares bytes; says where the first difference is.</summary>
internal static class SameBytes
{
    public static void Assert(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, string what)
    {
        var at = expected.CommonPrefixLength(actual);
        if (at < expected.Length || at < actual.Length)
            throw new AssertFailedException($"{what}: {expected.Length} and {actual.Length} bytes, the first difference at {at}");
    }
}
