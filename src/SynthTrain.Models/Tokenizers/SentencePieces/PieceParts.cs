namespace SynthTrain.Models.Tokenizers.SentencePieces;

/// <summary>A SentencePiece model of byte-pair type, as its file has it.</summary>
internal sealed record PieceParts(IReadOnlyList<Piece> Pieces)
{
    public bool AddsPrefix { get; init; } = true;

    public bool RemovesExtraSpaces { get; init; }

    public int Bos { get; init; } = -1;

    public int Eos { get; init; } = -1;

    public bool AddsBos { get; init; } = true;

    public bool AddsEos { get; init; }

    /// <summary>What stands for an unknown piece when decoding.</summary>
    public string UnknownSurface { get; init; } = " \u2047 ";

    /// <summary>llama.cpp's habits: special tokens in the text are parsed, a space is put before every part behind one, and any token may be merged.</summary>
    public bool AsLlamaCpp { get; init; }

    public string? File { get; init; }
}
