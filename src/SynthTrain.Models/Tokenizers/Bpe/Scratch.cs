namespace SynthTrain.Models.Tokenizers.Bpe;

/// <summary>What one thread needs while it encodes.</summary>
internal sealed class Scratch(MergeTable merges)
{
    /// <summary>Entries up to which buffers double and are kept; a longer word gets just what it needs, for as long as it is encoded.</summary>
    public const int MostKept = 1 << 16;

    private const int Least = 1024;

    private WordCache? _cache;

    /// <summary>The word at hand, with room for 16 bytes behind it.</summary>
    public byte[] Word { get; private set; } = new byte[Least];

    public int[] Symbols { get; private set; } = new int[Least];

    public int[] Lengths { get; private set; } = new int[Least];

    public Merger Merger { get; } = new(merges);

    public WordCache Cache => _cache ??= new();

    /// <summary>Makes room for a word of bytes and a symbol for each.</summary>
    public void Reserve(long bytes)
    {
        if (Word.Length < bytes + 16)
            Word = new byte[Size(bytes + 16)];
        if (Symbols.Length < bytes)
            Symbols = new int[Size(bytes)];
    }

    /// <summary>Makes room for symbols with their lengths.</summary>
    public void ReserveSymbols(long count)
    {
        if (Symbols.Length < count)
            Symbols = new int[Size(count)];
        if (Lengths.Length < count)
            Lengths = new int[Size(count)];
    }

    /// <summary>Gives up what a long word took.</summary>
    public void Trim()
    {
        if (Word.Length > MostKept)
            Word = new byte[Least];
        if (Symbols.Length > MostKept)
            Symbols = new int[Least];
        if (Lengths.Length > MostKept)
            Lengths = new int[Least];
        Merger.Trim();
    }

    private static int Size(long needed)
    {
        if (needed > 1 << 30)
            throw new ModelException(ModelFault.UnsupportedTokenizer, $"the tokenizer takes '{needed}' bytes of the text for one word; a word may have 1073741824: split the text");
        return (int)(needed <= MostKept / 2 ? needed * 2 : needed);
    }
}
