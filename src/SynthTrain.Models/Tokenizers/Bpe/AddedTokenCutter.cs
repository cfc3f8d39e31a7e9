namespace SynthTrain.Models.Tokenizers.Bpe;

/// <summary>Cuts a text at added tokens as llama.cpp does: one token after the other, the longest first, each in what the earlier ones left.</summary>
internal sealed class AddedTokenCutter(IEnumerable<AddedToken> tokens)
{
    private readonly AddedVocabulary[] _tokens = [.. tokens.OrderByDescending(token => System.Text.Encoding.UTF8.GetByteCount(token.Content)).Select(token => new AddedVocabulary([(token.Content, token)]))];

    /// <summary>The fragments of a text in order, none empty: added tokens, and text between them without an id.</summary>
    public List<(int Start, int End, int? Id)> Cut(ReadOnlySpan<char> text, bool parseSpecial)
    {
        List<(int Start, int End, int? Id)> fragments = text.IsEmpty ? [] : [(0, text.Length, null)];
        List<(int Start, int End, int? Id)> next = [];
        foreach (var token in _tokens)
        {
            if (!token.Contains(text, parseSpecial))
                continue;
            next.Clear();
            foreach (var fragment in fragments)
            {
                if (fragment.Id is null)
                    Cut(text, fragment.Start, fragment.End, token, parseSpecial, next);
                else
                    next.Add(fragment);
            }

            (fragments, next) = (next, fragments);
        }

        return fragments;
    }

    private static void Cut(ReadOnlySpan<char> text, int start, int end, AddedVocabulary token, bool parseSpecial, List<(int Start, int End, int? Id)> into)
    {
        var part = text[start..end];
        var taken = 0;
        for (var cursor = 0; token.Next(part, ref cursor, taken, parseSpecial, out var match); taken = match.End)
        {
            if (taken < match.Start)
                into.Add((start + taken, start + match.Start, null));
            into.Add((start + match.Start, start + match.End, match.Token.Id));
        }

        if (taken < part.Length)
            into.Add((start + taken, end, null));
    }
}
