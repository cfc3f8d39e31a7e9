using SynthTrain.Models.Tokenizers.Bpe;
using SynthTrain.Models.Tokenizers.Json;
using SynthTrain.Models.Tokenizers.LlamaCpp;
using SynthTrain.Models.Tokenizers.SentencePieces;

namespace SynthTrain.Models.Tokenizers;

/// <summary>Reads tokenizers from the files that models come with.</summary>
public static class TokenizerLoader
{
    /// <summary>A <c>tokenizer.json</c>, whose ids, offsets and decoded text are those of Hugging Face's <c>tokenizers</c>.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelException">It is missing or damaged, or has a part that is not known here.</exception>
    public static ModelTokenizer FromHuggingFace(string path) => FromHuggingFace(Read(path, "tokenizer.json"), path);

    /// <summary>The content of a <c>tokenizer.json</c>.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="file">How messages name the file.</param>
    /// <exception cref="ModelException">It is damaged, or has a part that is not known here.</exception>
    public static ModelTokenizer FromHuggingFace(byte[] content, string? file = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        return new BpeModelTokenizer(HuggingFaceReader.Read(content, file));
    }

    /// <summary>A SentencePiece <c>tokenizer.model</c> of byte-pair type, whose ids and decoded text are those of SentencePiece: control tokens written in the text stay text, <c>parseSpecialTokens</c> changes nothing.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelException">It is missing or damaged, or of another type.</exception>
    public static ModelTokenizer FromSentencePiece(string path) => FromSentencePiece(Read(path, "tokenizer.model"), path);

    /// <summary>The content of a SentencePiece <c>tokenizer.model</c>.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="file">How messages name the file.</param>
    /// <exception cref="ModelException">It is damaged, or of another type.</exception>
    public static ModelTokenizer FromSentencePiece(byte[] content, string? file = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        return new PieceTokenizer(PieceReader.Read(content, file));
    }

    /// <summary>The metadata of a GGUF file; ids are those of llama.cpp.</summary>
    /// <param name="vocabulary">What the metadata say.</param>
    /// <exception cref="ModelException">They contradict themselves or name something that is not known here.</exception>
    public static ModelTokenizer FromGguf(GgufVocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        return LlamaCppTokenizers.Make(vocabulary);
    }

    private static byte[] Read(string path, string kind)
        => File.Exists(path) ? File.ReadAllBytes(path) : throw new ModelException(ModelFault.NotFound, $"there is no file '{path}'; a {kind} is needed here", path);
}
