using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace SynthTrain.Models.Tokenizers.Bpe;

/// <summary>Byte-pair encoding of one word: its merges, and the words that are one token.</summary>
internal sealed class BpeModel
{
    private readonly Dictionary<string, int> _vocabulary;
    private readonly string?[] _tokens;
    private readonly Dictionary<int, int> _characters = [];
    private readonly int[] _bytes = new int[256];
    private readonly int[] _fallback = new int[256];
    private readonly WordTable _words;
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _longWords = new Dictionary<byte[], int>(ByteSpanComparer.Instance).GetAlternateLookup<ReadOnlySpan<byte>>();
    private readonly ConcurrentBag<Scratch> _scratches = [];
    private readonly MergeTable _merges;
    private readonly BpeVocabulary _source;
    private readonly int _unknown;

    /// <summary>Takes a vocabulary.</summary>
    /// <exception cref="ModelException">It contradicts itself.</exception>
    public BpeModel(BpeVocabulary source)
    {
        _source = source;
        _vocabulary = new(source.Tokens.Count);
        var highest = -1;
        foreach (var (token, id) in source.Tokens)
        {
            _vocabulary[token] = id;
            highest = Math.Max(highest, id);
        }

        if (highest > 1_000_000 + (4 * source.Tokens.Count))
            throw new ModelException(ModelFault.Damaged, $"the vocabulary has {source.Tokens.Count} tokens and an id of '{highest}'; ids must lie close together", source.File);
        _tokens = new string?[highest + 1];
        foreach (var (token, id) in _vocabulary)
            _tokens[id] = token;
        _unknown = source.UnknownToken is { } name ? _vocabulary.GetValueOrDefault(name, -1) : -1;
        if (_unknown < 0 && source.UnknownToken is not null)
            throw new ModelException(ModelFault.Damaged, $"the unknown token '{source.UnknownToken}' is not in the vocabulary; 'unk_token' must name a token or be null", source.File);
        _merges = Merges();
        Singles();
        _words = new(Math.Max(16, source.Tokens.Count));
        Lengths = new int[_tokens.Length];
        Words();
    }

    public Dictionary<string, int> Vocabulary => _vocabulary;

    public IReadOnlyList<string?> Tokens => _tokens;

    /// <summary>How many bytes a byte-level token stands for.</summary>
    public int[] Lengths { get; }

    /// <summary>Whether every byte has a token, so that no byte-level text is unknown.</summary>
    public bool CoversBytes => Array.TrueForAll(_bytes, id => id >= 0);

    public Scratch Rent() => _scratches.TryTake(out var scratch) ? scratch : new(_merges);

    public void Return(Scratch scratch)
    {
        scratch.Trim();
        _scratches.Add(scratch);
    }

    /// <summary>Adds the tokens of the word in a scratch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EncodeBytes(Scratch scratch, int length, TokenSink sink, bool cached)
    {
        if (length <= WordKey.Longest)
        {
            var id = _words.Find(WordKey.Of(ref scratch.Word[0], length));
            if (id >= 0)
            {
                sink.Add(id);
                return;
            }
        }

        EncodeOther(scratch, length, sink, cached);
    }

    /// <summary>The tokens of a word by characters, for vocabularies that are not of bytes or lack some.</summary>
    /// <param name="word">The word.</param>
    /// <param name="bytesEach">Whether each character is one byte of the text; else it is as long as in UTF-8.</param>
    /// <param name="tokens">Where tokens go, with their lengths.</param>
    public void EncodeCharacters(ReadOnlySpan<char> word, bool bytesEach, List<(int Id, int Length)> tokens)
    {
        if (_source.IgnoreMerges && _vocabulary.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var whole))
        {
            tokens.Add((whole, bytesEach ? word.Length : System.Text.Encoding.UTF8.GetByteCount(word)));
            return;
        }

        var scratch = Rent();
        scratch.ReserveSymbols(_source.ByteFallback ? System.Text.Encoding.UTF8.GetByteCount(word) : word.Length);
        var count = CharacterSymbols(word, bytesEach, scratch);
        count = scratch.Merger.Merge(scratch.Symbols.AsSpan(0, count), scratch.Lengths.AsSpan(0, count));
        for (var i = 0; i < count; i++)
            tokens.Add((scratch.Symbols[i], scratch.Lengths[i]));
        Return(scratch);
    }

    private int CharacterSymbols(ReadOnlySpan<char> word, bool bytesEach, Scratch scratch)
    {
        var (count, unknown) = (0, 0);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in word.EnumerateRunes())
        {
            var length = bytesEach ? 1 : rune.Utf8SequenceLength;
            if (_characters.TryGetValue(rune.Value, out var id))
            {
                Flush(scratch, ref count, ref unknown);
                (scratch.Symbols[count], scratch.Lengths[count++]) = (id, length);
            }
            else if (_source.ByteFallback && Fallback(utf8[..rune.EncodeToUtf8(utf8)]))
            {
                foreach (var b in utf8[..rune.EncodeToUtf8(utf8)])
                    (scratch.Symbols[count], scratch.Lengths[count++]) = (_fallback[b], 1);
            }
            else if (_source.UnknownToken is not null)
            {
                if (!_source.FuseUnknown)
                    Flush(scratch, ref count, ref unknown);
                unknown += length;
            }
        }

        Flush(scratch, ref count, ref unknown);
        return count;
    }

    private void Flush(Scratch scratch, ref int count, ref int unknown)
    {
        if (unknown == 0)
            return;
        (scratch.Symbols[count], scratch.Lengths[count++]) = (_unknown, unknown);
        unknown = 0;
    }

    private bool Fallback(ReadOnlySpan<byte> utf8)
    {
        foreach (var b in utf8)
        {
            if (_fallback[b] < 0)
                return false;
        }

        return true;
    }

    private void EncodeOther(Scratch scratch, int length, TokenSink sink, bool cached)
    {
        var word = scratch.Word.AsSpan(0, length);
        if (length > WordKey.Longest && _longWords.TryGetValue(word, out var id))
        {
            sink.Add(id);
            return;
        }

        cached &= length is > 1 and <= WordCache.Longest;
        var hash = cached ? WordCache.Hash(word) : 0;
        if (cached && scratch.Cache.Find(word, hash) is { Length: > 0 } known)
        {
            sink.Add(known);
            return;
        }

        var symbols = scratch.Symbols.AsSpan(0, length);
        for (var i = 0; i < length; i++)
            symbols[i] = _bytes[word[i]];
        symbols = symbols[..scratch.Merger.Merge(symbols, default)];
        sink.Add(symbols);
        if (cached)
            scratch.Cache.Add(word, hash, symbols);
    }

    private MergeTable Merges()
    {
        var table = new MergeTable(_source.Merges.Count);
        for (var i = 0; i < _source.Merges.Count; i++)
        {
            var (left, right) = _source.Merges[i];
            if (_vocabulary.TryGetValue(left, out var leftId) && _vocabulary.TryGetValue(right, out var rightId) && _vocabulary.TryGetValue(left + right, out var merged))
            {
                table.Set(leftId, rightId, (uint)i, merged);
                continue;
            }

            var (line, column) = _source.MergePosition(i);
            throw new ModelException(ModelFault.Damaged, $"merge {i + 1} joins '{left}' and '{right}', and one of '{left}', '{right}', '{left + right}' is not in the vocabulary; a merge's parts and result must be tokens", _source.File, line, column);
        }

        return table;
    }

    private void Singles()
    {
        _bytes.AsSpan().Fill(-1);
        _fallback.AsSpan().Fill(-1);
        foreach (var (token, id) in _vocabulary)
        {
            if (token.Length is 1 or 2 && System.Text.Rune.TryGetRuneAt(token, 0, out var rune) && rune.Utf16SequenceLength == token.Length)
                _characters[rune.Value] = id;
        }

        for (var b = 0; b < 256; b++)
        {
            _bytes[b] = _characters.GetValueOrDefault(ByteAlphabet.Characters[b], -1);
            _fallback[b] = _vocabulary.GetValueOrDefault($"<0x{b:X2}>", -1);
        }
    }

    /// <summary>Finds the tokens that a word of the same bytes becomes: with <c>ignore_merges</c> all, else those that their own merges lead to.</summary>
    private void Words()
    {
        var covers = CoversBytes;
        var scratch = Rent();
        foreach (var (token, id) in _vocabulary)
        {
            if (ByteAlphabet.Bytes(token) is not { Length: > 0 } bytes)
                continue;
            Lengths[id] = bytes.Length;
            if (!covers || !(_source.IgnoreMerges || MergesToItself(scratch, bytes, id)))
                continue;
            if (bytes.Length <= WordKey.Longest)
                _words.Add(WordKey.Of(bytes), id);
            else
                _longWords.TryAdd(bytes, id);
        }

        Return(scratch);
    }

    private bool MergesToItself(Scratch scratch, byte[] bytes, int id)
    {
        scratch.Reserve(bytes.Length);
        var symbols = scratch.Symbols.AsSpan(0, bytes.Length);
        for (var i = 0; i < bytes.Length; i++)
            symbols[i] = _bytes[bytes[i]];
        return scratch.Merger.Merge(symbols, default) == 1 && symbols[0] == id;
    }
}
