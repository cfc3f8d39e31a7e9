using SynthTrain.Models.Tokenizers.Bpe;
using SynthTrain.Models.Tokenizers.Splitting;
using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Training;

/// <summary>Counts the words of texts.</summary>
internal sealed class WordCounts(IReadOnlyList<string> specials)
{
    private readonly Dictionary<byte[], int> _index = new(ByteSpanComparer.Instance);
    private readonly AddedVocabulary _specials = new(specials.Select((text, id) => (text, new AddedToken(id, text))));
    private byte[] _buffer = new byte[1024];

    /// <summary>The words, in the order in which they were first seen.</summary>
    public List<byte[]> Words { get; } = [];

    /// <summary>How often each was seen.</summary>
    public List<long> Counts { get; } = [];

    public void Add<TScanner>(ReadOnlySpan<char> text)
        where TScanner : struct, IScanner
    {
        CodePoints.Require(text);
        var taken = 0;
        for (var cursor = 0; !_specials.IsEmpty && _specials.Next(text, ref cursor, taken, parseSpecial: true, out var match); taken = match.End)
            Part<TScanner>(text[taken..match.Start]);
        Part<TScanner>(text[taken..]);
    }

    private void Part<TScanner>(ReadOnlySpan<char> text)
        where TScanner : struct, IScanner
    {
        var lookup = _index.GetAlternateLookup<ReadOnlySpan<byte>>();
        for (var at = 0; at < text.Length;)
        {
            var end = TScanner.Next(text, at);
            if (_buffer.Length < (end - at) * 3)
                _buffer = new byte[(end - at) * 6];
            var word = _buffer.AsSpan(0, System.Text.Encoding.UTF8.GetBytes(text[at..end], _buffer));
            if (lookup.TryGetValue(word, out var known))
            {
                Counts[known]++;
            }
            else
            {
                lookup[word] = Words.Count;
                Words.Add(word.ToArray());
                Counts.Add(1);
            }

            at = end;
        }
    }
}
