using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Bpe;

/// <summary>Finds added tokens in a text: the leftmost first, the longest of those that begin there.</summary>
/// <remarks>Rules of <see href="https://github.com/huggingface/tokenizers/blob/main/tokenizers/src/tokenizer/added_vocabulary.rs"/>.</remarks>
internal sealed class AddedVocabulary
{
    private readonly Dictionary<(int Node, char Unit), int> _edges = [];
    private readonly List<AddedToken?> _ends = [null];
    private readonly System.Buffers.SearchValues<char> _firsts;

    /// <summary>Takes tokens with the texts they match as.</summary>
    public AddedVocabulary(IEnumerable<(string Text, AddedToken Token)> tokens)
    {
        var firsts = new HashSet<char>();
        foreach (var (text, token) in tokens.Where(pair => pair.Text.Length > 0))
        {
            firsts.Add(text[0]);
            var node = 0;
            foreach (var unit in text)
            {
                if (!_edges.TryGetValue((node, unit), out var next))
                {
                    _edges[(node, unit)] = next = _ends.Count;
                    _ends.Add(null);
                }

                node = next;
            }

            _ends[node] = token;
        }

        _firsts = System.Buffers.SearchValues.Create([.. firsts]);
        IsEmpty = firsts.Count == 0;
    }

    public bool IsEmpty { get; }

    /// <summary>Whether a token that counts is in a text.</summary>
    public bool Contains(ReadOnlySpan<char> text, bool parseSpecial)
    {
        var cursor = 0;
        return Next(text, ref cursor, 0, parseSpecial, out _);
    }

    /// <summary>The next added token from an index on.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cursor">Where to look from; afterwards behind the match, before white space that it takes.</param>
    /// <param name="taken">How far the text belongs to earlier tokens.</param>
    /// <param name="parseSpecial">Whether special tokens count.</param>
    /// <param name="match">The token and what it takes of the text.</param>
    public bool Next(ReadOnlySpan<char> text, ref int cursor, int taken, bool parseSpecial, out (AddedToken Token, int Start, int End) match)
    {
        while (true)
        {
            var found = text[cursor..].IndexOfAny(_firsts);
            if (found < 0)
                break;
            cursor += found;
            var (token, end) = Longest(text, cursor);
            if (token is null)
            {
                cursor++;
                continue;
            }

            var start = cursor;
            cursor = end;
            if ((token.Special && !parseSpecial) || (token.SingleWord && !IsWord(text, start, end)))
                continue;
            if (token.LStrip)
            {
                while (start > taken && UnicodeTable.IsSpace(text[start - 1]))
                    start--;
            }

            if (token.RStrip)
            {
                while (end < text.Length && UnicodeTable.IsSpace(text[end]))
                    end++;
            }

            match = (token, start, end);
            return true;
        }

        match = default;
        cursor = text.Length;
        return false;
    }

    private static bool IsWord(ReadOnlySpan<char> text, int start, int end)
        => (start == 0 || !UnicodeTable.IsRustWord(CodePoints.Before(text, start))) && (end == text.Length || !UnicodeTable.IsRustWord(CodePoints.At(text, end, out _)));

    private (AddedToken? Token, int End) Longest(ReadOnlySpan<char> text, int start)
    {
        (AddedToken? Token, int End) best = (null, start);
        for (int at = start, node = 0; at < text.Length && _edges.TryGetValue((node, text[at]), out node);)
        {
            at++;
            if (_ends[node] is { } token)
                best = (token, at);
        }

        return best;
    }
}
