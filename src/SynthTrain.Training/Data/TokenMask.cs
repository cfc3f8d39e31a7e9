using SynthTrain.Models.Templates;
using SynthTrain.Models.Tokenizers;

namespace SynthTrain.Training.Data;

/// <summary>Which tokens stand for a character of a span.</summary>
/// <remarks>
/// A token that crosses a border is within, as in transformers' <c>char_to_token</c>: else the first letter of an answer could be learned by nobody. Tokenizers may leave spaces out of offsets;
/// a token that is nothing but space then has an empty offset behind its character.
/// </remarks>
internal static class TokenMask
{
    /// <summary>For each token whether it is within.</summary>
    /// <param name="tokens">In the order of the text.</param>
    /// <param name="spans">In the order of the text, apart from each other.</param>
    public static bool[] Of(IReadOnlyList<EncodedToken> tokens, IReadOnlyList<TextSpan> spans)
    {
        var mask = new bool[tokens.Count];
        var span = 0;
        for (var i = 0; i < mask.Length && span < spans.Count; i++)
        {
            var (start, end) = (tokens[i].Offset.Start.Value, tokens[i].Offset.End.Value);
            if (start == end)
                start--;
            while (span < spans.Count && spans[span].End <= start)
                span++;
            mask[i] = span < spans.Count && end > spans[span].Start;
        }

        return mask;
    }
}
