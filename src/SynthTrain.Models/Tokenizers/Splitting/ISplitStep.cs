using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>One pre-tokenizer of a sequence.</summary>
internal interface ISplitStep
{
    /// <summary>Adds the parts of a piece, in order.</summary>
    void Split(AlignedText piece, List<AlignedText> parts);
}
