using SynthTrain.Models.Tokenizers.Decoders;
using SynthTrain.Models.Tokenizers.Splitting;
using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Bpe;

/// <summary>The parts of a byte-pair tokenizer, as its file has them.</summary>
internal sealed record BpeParts(BpeVocabulary Vocabulary)
{
    public IReadOnlyList<Action<AlignedText>> Normalizers { get; init; } = [];

    /// <summary>Whether the one normalizer is NFC, which most texts need not pass.</summary>
    public bool OnlyComposes { get; init; }

    public IReadOnlyList<ISplitStep> Steps { get; init; } = [];

    public PostProcessing Post { get; init; } = new();

    public IReadOnlyList<DecoderStep> Decoders { get; init; } = [];

    /// <summary>Whether bytes are all that the decoder makes.</summary>
    public bool OnlyDecodesBytes { get; init; }

    public IReadOnlyList<AddedToken> Added { get; init; } = [];

    /// <summary>Whether added tokens are searched one after the other, the longest first, as llama.cpp does, and not all at once.</summary>
    public bool LongestFirst { get; init; }
}
