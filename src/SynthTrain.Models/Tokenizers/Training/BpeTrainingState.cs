using SynthTrain.Models.Tokenizers.Bpe;

namespace SynthTrain.Models.Tokenizers.Training;

/// <summary>Words as symbols, and the vocabulary so far.</summary>
internal sealed class BpeTrainingState
{
    private static readonly char s_space = ByteAlphabet.Characters[' '];
    private readonly int[][] _words;
    private readonly int[] _lengths;
    private readonly List<long> _counts;
    private PairCounts _pairs = new();
    private readonly Dictionary<string, int> _ids = [];
    private readonly HashSet<string> _specials;
    private readonly BpeTrainerOptions _options;
    private readonly int _space;
    private bool _spacesOnly;

    public BpeTrainingState(WordCounts words, BpeTrainerOptions options)
    {
        _options = options;
        _specials = [.. options.AddedTokens, .. options.SpecialTokens];
        _counts = words.Counts;
        var ids = new int[256];
        foreach (var (character, value) in ByteAlphabet.Characters.Select((character, value) => (character, value)).OrderBy(pair => pair.character))
            ids[value] = Token(character.ToString());
        _space = ids[' '];
        _words = [.. words.Words.Select(word => Array.ConvertAll(word, b => ids[b]))];
        _lengths = Array.ConvertAll(_words, word => word.Length);
        CountAll();
    }

    public List<string> Tokens { get; } = [];

    public List<(int Left, int Right)> Merges { get; } = [];

    /// <summary>Makes the next token; <see langword="false"/> when no pair is frequent enough.</summary>
    public bool Merge()
    {
        while (_pairs.Take(_options.MinFrequency, out var pair, out var words))
        {
            var text = Tokens[pair.Left] + Tokens[pair.Right];

            // A special token that is also a merge would have two ids.
            if (text.Length > _options.MaxTokenLength || _specials.Contains(text) || !MayJoin(pair, text))
                continue;
            var merged = Token(text);
            Merges.Add(pair);
            foreach (var word in words)
                Apply(word, pair, merged);
            _pairs.Commit();
            return true;
        }

        return false;
    }

    /// <summary>From now on only a space and what follows it are merged.</summary>
    public void JoinSpaces()
    {
        _spacesOnly = true;
        _pairs = new();
        CountAll();
    }

    private bool MayJoin((int Left, int Right) pair, string text) =>
        _spacesOnly ? pair.Left == _space : _options.Spaces == SpaceRule.Joined || !text.Contains(s_space, StringComparison.Ordinal);

    private void CountAll()
    {
        for (var word = 0; word < _words.Length; word++)
            Count(word, _counts[word]);
        _pairs.Commit();
    }

    private int Token(string text)
    {
        if (_ids.TryGetValue(text, out var id))
            return id;
        _ids[text] = id = Tokens.Count;
        Tokens.Add(text);
        return id;
    }

    private void Count(int word, long by)
    {
        var symbols = _words[word].AsSpan(0, _lengths[word]);
        for (var i = 1; i < symbols.Length; i++)
            _pairs.Change((symbols[i - 1], symbols[i]), by, word);
    }

    private void Apply(int word, (int Left, int Right) pair, int merged)
    {
        var symbols = _words[word].AsSpan(0, _lengths[word]);
        var first = symbols.IndexOf(pair.Left);
        while (first >= 0 && (first + 1 >= symbols.Length || symbols[first + 1] != pair.Right))
        {
            var next = symbols[(first + 1)..].IndexOf(pair.Left);
            first = next < 0 ? -1 : first + 1 + next;
        }

        if (first < 0)
            return;
        Count(word, -_counts[word]);
        var kept = first;
        for (var i = first; i < symbols.Length; i++, kept++)
        {
            var joins = symbols[i] == pair.Left && i + 1 < symbols.Length && symbols[i + 1] == pair.Right;
            symbols[kept] = joins ? merged : symbols[i];
            i += joins ? 1 : 0;
        }

        _lengths[word] = kept;
        Count(word, _counts[word]);
    }
}
