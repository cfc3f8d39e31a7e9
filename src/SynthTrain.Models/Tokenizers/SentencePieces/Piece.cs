namespace SynthTrain.Models.Tokenizers.SentencePieces;

/// <summary>One entry of a SentencePiece vocabulary.</summary>
internal readonly record struct Piece(string Text, float Score, PieceKind Kind);
