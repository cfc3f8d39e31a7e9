namespace SynthTrain.Models.Tokenizers.Bpe;

/// <summary>What one thread needs while it encodes.</summary>
internal sealed class Scratch(MergeTable merges)
{
    private WordCache? _cache;

    /// <summary>The word at hand, with room for 16 bytes behind it.</summary>
    public byte[] Word { get; private set; } = new byte[1024];

    public int[] Symbols { get; private set; } = new int[1024];

    public int[] Lengths { get; private set; } = new int[1024];

    public Merger Merger { get; } = new(merges);

    public WordCache Cache => _cache ??= new();

    public void Reserve(int bytes)
    {
        if (Word.Length >= bytes + 16)
            return;
        Word = new byte[(bytes + 16) * 2];
        Symbols = new int[Word.Length];
        Lengths = new int[Word.Length];
    }
}
