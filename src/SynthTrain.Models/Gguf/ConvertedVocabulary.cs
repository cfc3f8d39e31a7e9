namespace SynthTrain.Models.Gguf;

/// <summary>A vocabulary as GGUF has it.</summary>
/// <param name="Model"><c>gpt2</c> (byte-level BPE) or <c>llama</c> (SentencePiece).</param>
/// <param name="Pre">llama.cpp's name of the split rule.</param>
/// <param name="Tokens">The texts by id.</param>
/// <param name="Kinds">What each is.</param>
/// <param name="Scores">By id; SentencePiece only.</param>
/// <param name="Merges">Pairs parted by a space, best first; BPE only.</param>
internal sealed record ConvertedVocabulary(string Model, string Pre, string[] Tokens, TokenKind[] Kinds, float[]? Scores, string[]? Merges);
