namespace SynthTrain.Models.Tokenizers.Text;

/// <summary>A piece of text on its way through normalizers and splitters, which knows for each of its units the part of the original that it came from.</summary>
/// <remarks>Alignment as in <see href="https://github.com/huggingface/tokenizers/blob/main/tokenizers/src/tokenizer/normalizer.rs"/>, in absolute UTF-16 units instead of relative bytes.</remarks>
internal sealed class AlignedText
{
    private char[] _text;
    private int[] _starts;
    private int[] _ends;

    private AlignedText(char[] text, int[] starts, int[] ends, int origin, TextBudget budget) => (_text, _starts, _ends, Origin, Budget) = (text, starts, ends, origin, budget);

    public ReadOnlySpan<char> Text => _text;

    public int Length => _text.Length;

    /// <summary>Where the piece begins in the original.</summary>
    public int Origin { get; private set; }

    /// <summary>What the whole text may cost; all its pieces share it.</summary>
    public TextBudget Budget { get; }

    /// <summary>A piece of the original.</summary>
    public static AlignedText Of(ReadOnlySpan<char> text, int origin, TextBudget budget)
    {
        var (starts, ends) = (new int[text.Length], new int[text.Length]);
        for (int i = 0, width; i < text.Length; i += width)
        {
            CodePoints.At(text, i, out width);
            for (var k = i; k < i + width; k++)
                (starts[k], ends[k]) = (origin + i, origin + i + width);
        }

        return new(text.ToArray(), starts, ends, origin, budget);
    }

    public AlignedText Slice(int from, int to)
        => from == 0 && to == Length ? this : new(_text[from..to], _starts[from..to], _ends[from..to], from < to ? _starts[from] : Origin, Budget);

    /// <summary>The part of the original that units stand for.</summary>
    public (int Start, int End) Original(int from, int to)
    {
        if (from >= Length)
            return Length == 0 ? (Origin, Origin) : (_ends[^1], _ends[^1]);
        return (_starts[from], _ends[Math.Max(from, Math.Min(to, Length) - 1)]);
    }

    /// <summary>Replaces the whole text.</summary>
    /// <param name="changes">The new text.</param>
    /// <param name="dropped">How many code points are dropped before it.</param>
    public void Transform(IReadOnlyList<Change> changes, int dropped = 0)
    {
        Budget.Grow(changes.Count - (long)Length);
        var old = 0;
        Skip(ref old, dropped);
        var builder = new Builder(changes.Count);
        foreach (var (codePoint, kind) in changes)
        {
            var at = kind > 0 ? old - 1 : Math.Min(old, Length - 1);
            builder.Add(codePoint, at < 0 ? (Origin, Origin) : (_starts[at], _ends[at]));
            if (kind <= 0)
                Skip(ref old, 1 - kind);
        }

        builder.Build(out _text, out _starts, out _ends);
    }

    /// <summary>Replaces matches by a text.</summary>
    public void Replace(IReadOnlyList<(int Start, int End)> matches, string content)
    {
        Budget.Grow(((long)matches.Count * content.Length) - matches.Sum(match => (long)match.End - match.Start));
        var builder = new Builder(Length);
        var last = 0;
        foreach (var (start, end) in matches)
        {
            builder.Copy(this, last, start);
            for (int i = 0, width; i < content.Length; i += width)
                builder.Add(CodePoints.At(content, i, out width), end > 0 ? (_starts[end - 1], _ends[end - 1]) : (Origin, Origin));
            last = end;
        }

        builder.Copy(this, last, Length);
        builder.Build(out _text, out _starts, out _ends);
    }

    /// <summary>Puts a text before; it stands for what the first character stands for.</summary>
    public void Prepend(string content)
    {
        if (Length == 0)
            return;
        Budget.Grow(content.Length);
        var builder = new Builder(Length + content.Length);
        for (int i = 0, width; i < content.Length; i += width)
            builder.Add(CodePoints.At(content, i, out width), (_starts[0], _ends[0]));
        builder.Copy(this, 0, Length);
        builder.Build(out _text, out _starts, out _ends);
    }

    private void Skip(ref int at, int codePoints)
    {
        for (; codePoints > 0 && at < Length; codePoints--)
        {
            CodePoints.At(_text, at, out var width);
            at += width;
        }
    }

    private sealed class Builder(int capacity)
    {
        private readonly List<char> _text = new(capacity);
        private readonly List<int> _starts = new(capacity);
        private readonly List<int> _ends = new(capacity);

        public void Add(int codePoint, (int Start, int End) original)
        {
            if (codePoint > 0xFFFF)
            {
                Unit((char)(((codePoint - 0x10000) >> 10) + 0xD800), original);
                codePoint = ((codePoint - 0x10000) & 0x3FF) + 0xDC00;
            }

            Unit((char)codePoint, original);
        }

        public void Copy(AlignedText from, int start, int end)
        {
            _text.AddRange(from._text.AsSpan(start, end - start));
            _starts.AddRange(from._starts.AsSpan(start, end - start));
            _ends.AddRange(from._ends.AsSpan(start, end - start));
        }

        public void Build(out char[] text, out int[] starts, out int[] ends) => (text, starts, ends) = (_text.ToArray(), _starts.ToArray(), _ends.ToArray());

        private void Unit(char unit, (int Start, int End) original)
        {
            _text.Add(unit);
            _starts.Add(original.Start);
            _ends.Add(original.End);
        }
    }
}
