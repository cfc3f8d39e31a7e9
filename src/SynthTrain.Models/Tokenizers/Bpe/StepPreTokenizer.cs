using SynthTrain.Models.Tokenizers.Splitting;
using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Bpe;

/// <summary>A tokenizer's pre-tokenizers as one.</summary>
internal sealed class StepPreTokenizer(IReadOnlyList<ISplitStep> steps) : PreTokenizer
{
    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text)
    {
        CodePoints.Require(text);
        List<AlignedText> words = [AlignedText.Of(text, 0, new(text.Length))];
        foreach (var step in steps)
        {
            var next = new List<AlignedText>();
            foreach (var word in words.Where(word => word.Length > 0))
                step.Split(word, next);
            words = next;
        }

        return words.Where(word => word.Length > 0).Select(word => word.Original(0, word.Length)).Select(part => (part.Start, part.End - part.Start));
    }
}
