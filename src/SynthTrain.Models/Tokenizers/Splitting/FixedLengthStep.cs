using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>Pieces of a number of characters.</summary>
internal sealed class FixedLengthStep(int length) : ISplitStep
{
    public void Split(AlignedText piece, List<AlignedText> parts)
    {
        for (var start = 0; start < piece.Length;)
        {
            var end = start;
            for (int i = 0, width; i < length && end < piece.Length; i++, end += width)
                CodePoints.At(piece.Text, end, out width);
            parts.Add(piece.Slice(start, end));
            start = end;
        }
    }
}
