using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.Tests.Support;

/// <summary>Repeatable made-up texts.</summary>
internal sealed class Words(ulong seed)
{
    private ulong _state = seed;

    public int Next(int below) => (int)(WordHashes.Mix(_state += 0x9E3779B97F4A7C15) % (ulong)below);

    public string[] Text(int words, int vocabulary = 2000) => [.. Enumerable.Range(0, words).Select(_ => $"w{Next(vocabulary)}")];

    /// <summary>The text with some words replaced.</summary>
    public string[] Edit(string[] text, int edits)
    {
        var copy = text.ToArray();
        for (var i = 0; i < edits; i++)
            copy[Next(copy.Length)] = $"x{Next(100_000)}";
        return copy;
    }
}
