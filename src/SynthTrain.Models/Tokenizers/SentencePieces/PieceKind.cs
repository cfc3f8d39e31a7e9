namespace SynthTrain.Models.Tokenizers.SentencePieces;

/// <summary>What a piece is; the numbers are those of both files.</summary>
internal enum PieceKind
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}
