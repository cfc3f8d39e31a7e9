using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Bpe;

/// <summary>The long way, which any tokenizer can go: pieces that know where they came from.</summary>
internal sealed partial class BpeModelTokenizer
{
    private void EncodeAligned(ReadOnlySpan<char> text, int origin, EncodeRequest request, TokenSink sink)
    {
        var piece = AlignedText.Of(text, origin, request.Budget);
        if (request.Normalize)
        {
            foreach (var step in _parts.Normalizers)
                step(piece);
        }

        var taken = 0;
        for (var cursor = 0; !_normalized.IsEmpty && _normalized.Next(piece.Text, ref cursor, taken, request.ParseSpecial, out var match);)
        {
            if (taken < match.Start)
                EncodeWords(piece.Slice(taken, match.Start), request, sink);
            var (start, end) = piece.Original(match.Start, match.End);
            sink.Add(match.Token.Id, start, end);
            taken = match.End;
        }

        if (taken < piece.Length)
            EncodeWords(piece.Slice(taken, piece.Length), request, sink);
    }

    private void EncodeWords(AlignedText piece, EncodeRequest request, TokenSink sink)
    {
        var (words, next) = (new List<AlignedText> { piece }, new List<AlignedText>());
        if (request.PreTokenize)
        {
            foreach (var step in _steps)
            {
                next.Clear();
                foreach (var word in words.Where(word => word.Length > 0))
                    step.Split(word, next);
                (words, next) = (next, words);
            }
        }

        foreach (var word in words.Where(word => word.Length > 0))
            EncodeWord(word, sink);
    }

    private void EncodeWord(AlignedText word, TokenSink sink)
    {
        var tokens = new List<(int Id, int Length)>();
        if (!_readsBytes)
            _model.EncodeCharacters(word.Text, bytesEach: false, tokens);
        else
            EncodeBytes(word.Text, tokens);
        var (at, width) = (0, 0);
        var (done, position) = (0, 0);
        foreach (var (id, length) in tokens)
        {
            var end = position + length;
            for (; at < word.Length && done + CodePoints.Utf8Length(CodePoints.At(word.Text, at, out width)) <= position; at += width)
                done += CodePoints.Utf8Length(CodePoints.At(word.Text, at, out width));
            var (last, lastDone) = (at, done);
            for (; last < word.Length && lastDone < end; last += width)
                lastDone += CodePoints.Utf8Length(CodePoints.At(word.Text, last, out width));
            var (start, stop) = word.Original(at, last);
            sink.Add(id, start, stop);
            position = end;
        }
    }

    private void EncodeBytes(ReadOnlySpan<char> word, List<(int Id, int Length)> tokens)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(word.ToArray());
        if (!_model.CoversBytes)
        {
            _model.EncodeCharacters(ByteAlphabet.Spell(bytes), bytesEach: true, tokens);
            return;
        }

        var scratch = _model.Rent();
        scratch.Reserve(bytes.Length);
        bytes.CopyTo(scratch.Word, 0);
        var sink = new TokenSink(withOffsets: false);
        _model.EncodeBytes(scratch, bytes.Length, sink, UseWordCache);
        foreach (var id in sink.Ids)
            tokens.Add((id, _model.Lengths[id]));
        _model.Return(scratch);
    }
}
