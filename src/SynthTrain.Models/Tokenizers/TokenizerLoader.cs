using SynthTrain.Models.Tokenizers.Bpe;
using SynthTrain.Models.Tokenizers.Json;

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

    private static byte[] Read(string path, string kind)
        => File.Exists(path) ? File.ReadAllBytes(path) : throw new ModelException(ModelFault.NotFound, $"there is no file '{path}'; a {kind} is needed here", path);
}
