namespace SynthTrain.Models.Tokenizers.SentencePieces;

/// <summary>Merges the characters of a text: always the pair whose joined text has the best score, the leftmost of equals.</summary>
/// <remarks>Same order as <see href="https://github.com/google/sentencepiece/blob/master/src/bpe_model.cc"/> and llama.cpp's <c>llm_tokenizer_spm</c>.</remarks>
internal sealed class PieceMerger(PieceVocabulary vocabulary)
{
    private readonly PriorityQueue<(int Left, int Right, int Size), (float, int)> _queue = new(Comparer<(float Score, int Left)>.Create((x, y) => x.Score != y.Score ? y.Score.CompareTo(x.Score) : x.Left.CompareTo(y.Left)));
    private readonly Dictionary<(int Start, int Length), (int Left, int Right)> _parts = [];
    private (int Start, int Length, int Previous, int Next, bool Frozen)[] _symbols = [];
    private string _text = "";

    /// <summary>Adds the pieces of a text: id (or −1 for a character without one), start and length in UTF-16 units.</summary>
    public void Merge(string text, List<(int Id, int Start, int Length)> pieces)
    {
        _text = text;
        Split();
        for (var i = 1; i < _symbols.Length; i++)
            Offer(i - 1, i);
        while (_queue.TryDequeue(out var pair, out _))
        {
            ref var left = ref _symbols[pair.Left];
            ref var right = ref _symbols[pair.Right];
            if (left.Length == 0 || right.Length == 0 || left.Length + right.Length != pair.Size)
                continue;
            left.Length = pair.Size;
            right.Length = 0;
            left.Next = right.Next;
            if (right.Next >= 0)
                _symbols[right.Next].Previous = pair.Left;
            Offer(left.Previous, pair.Left);
            Offer(pair.Left, left.Next);
        }

        for (var i = _symbols.Length > 0 ? 0 : -1; i >= 0; i = _symbols[i].Next)
            Emit(_symbols[i].Start, _symbols[i].Length, pieces);
    }

    private void Split()
    {
        var symbols = new List<(int, int, int, int, bool)>(_text.Length);
        for (int at = 0, length; at < _text.Length; at += length)
        {
            length = vocabulary.UserDefinedAt(_text, at);
            var frozen = length > 0;
            if (!frozen)
                length = char.IsHighSurrogate(_text[at]) && at + 1 < _text.Length ? 2 : 1;
            symbols.Add((at, length, symbols.Count - 1, at + length < _text.Length ? symbols.Count + 1 : -1, frozen));
        }

        _symbols = [.. symbols];
        _parts.Clear();
        _queue.Clear();
    }

    private void Offer(int left, int right)
    {
        if (left < 0 || right < 0 || _symbols[left].Frozen || _symbols[right].Frozen)
            return;
        var (start, size) = (_symbols[left].Start, _symbols[left].Length + _symbols[right].Length);
        var id = vocabulary.Find(_text.AsSpan(start, size));
        if (id < 0)
            return;
        _queue.Enqueue((left, right, size), (vocabulary.Pieces[id].Score, left));
        if (vocabulary.Pieces[id].Kind == PieceKind.Unused)
            _parts[(start, size)] = (_symbols[left].Length, _symbols[right].Length);
    }

    /// <summary>A piece marked as unused is given up for the two it was made of.</summary>
    private void Emit(int start, int length, List<(int Id, int Start, int Length)> pieces)
    {
        var id = vocabulary.Find(_text.AsSpan(start, length));
        if (id >= 0 && !vocabulary.KeepsUnused && vocabulary.Pieces[id].Kind == PieceKind.Unused && _parts.TryGetValue((start, length), out var parts))
        {
            Emit(start, parts.Left, pieces);
            Emit(start + parts.Left, parts.Right, pieces);
            return;
        }

        pieces.Add((id, start, length));
    }
}
