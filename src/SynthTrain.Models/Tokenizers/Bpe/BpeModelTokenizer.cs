using SynthTrain.Models.Tokenizers.Splitting;
using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Bpe;

/// <summary>A byte-pair tokenizer: added tokens, normalizers, words, merges.</summary>
internal sealed partial class BpeModelTokenizer : ModelTokenizer
{
    private readonly BpeParts _parts;
    private readonly BpeModel _model;
    private readonly AddedVocabulary _raw, _normalized;
    private readonly AddedTokenCutter? _cutter;
    private readonly Dictionary<string, int> _addedIds = [];
    private readonly Dictionary<int, AddedToken> _added = [];
    private readonly Dictionary<int, string> _normalizedContent = [];
    private readonly HashSet<string> _specials;
    private readonly ISplitStep[] _steps;
    private readonly bool _readsBytes;
    private readonly WordEncoder? _encoder;

    public BpeModelTokenizer(BpeParts parts)
    {
        _parts = parts;
        _model = new(parts.Vocabulary);
        var budget = new TextBudget(parts.Added.Sum(token => (long)token.Content.Length));
        foreach (var token in parts.Added)
        {
            _addedIds[token.Content] = token.Id;
            _added[token.Id] = token;
            if (token.Normalized && Normalized(token.Content, budget) is var text && text != token.Content)
                _normalizedContent[token.Id] = text;
        }

        AddedTokens = [.. _added.Values.OrderBy(token => token.Id)];
        _specials = [.. parts.Added.Where(token => token.Special).Select(token => token.Content)];
        _raw = new(parts.LongestFirst ? [] : _added.Values.Where(token => !token.Normalized).Select(token => (token.Content, token)));
        _normalized = new(_added.Values.Where(token => token.Normalized).Select(token => (_normalizedContent.GetValueOrDefault(token.Id, token.Content), token)));
        _cutter = parts.LongestFirst ? new(parts.Added) : null;
        _readsBytes = parts.Steps is [.., ByteLevelStep];
        _steps = [.. parts.Steps.Select((step, i) => i == parts.Steps.Count - 1 && step is ByteLevelStep last ? last.WithoutSpelling() : step)];
        _encoder = _readsBytes && _model.CoversBytes && (parts.Normalizers.Count == 0 || parts.OnlyComposes) ? Encoder(_steps) : null;
        VocabularySize = Math.Max(_model.Tokens.Count, parts.Added.Select(token => token.Id + 1).DefaultIfEmpty().Max());
        (Pieces, Decoded) = DecodingTables();
    }

    public override int VocabularySize { get; }

    public override IReadOnlyList<AddedToken> AddedTokens { get; }

    public override Normalizer? Normalizer => _parts.Normalizers.Count == 0 ? null : new StepNormalizer(text => Normalized(text, new(text.Length)));

    public override PreTokenizer? PreTokenizer => _steps.Length == 0 ? null : new StepPreTokenizer(_steps);

    public override int? TokenToId(string token) => _addedIds.TryGetValue(token, out var id) || _model.Vocabulary.TryGetValue(token, out id) ? id : null;

    public override string? IdToToken(int id)
        => _added.TryGetValue(id, out var token) ? _normalizedContent.GetValueOrDefault(id, token.Content) : id >= 0 && id < _model.Tokens.Count ? _model.Tokens[id] : null;

    public override bool IsSpecial(int id) => IdToToken(id) is { } token && _specials.Contains(token);

    private protected override void Encode(ReadOnlySpan<char> text, EncodeRequest request, TokenSink sink)
    {
        CodePoints.Require(text);
        if (request.AddSpecial)
            _parts.Post.Before.ForEach(id => sink.Add(id, 0, 0));
        var first = sink.Count;
        if (_cutter is not null)
            EncodeFragments(_cutter, text, request, sink);
        else
            EncodeAll(text, request, sink);
        if (request.TrimOffsets && sink.WithOffsets)
            TrimOffsets(sink, first);
        if (request.AddSpecial)
            _parts.Post.After.ForEach(id => sink.Add(id, 0, 0));
    }

    private protected override void TrimOffsets(TokenSink sink, int first)
    {
        if (_parts.Post.TrimOffsets == OffsetTrim.None)
            return;
        for (var i = first; i < sink.Count; i++)
        {
            var token = IdToToken(sink.Ids[i]) ?? "";
            var (leading, trailing) = (token.Length - token.AsSpan().TrimStart(" Ġ\t\n\r").Length, token.Length - token.AsSpan().TrimEnd(" Ġ\t\n\r").Length);
            ref var start = ref sink.Starts[i];
            ref var end = ref sink.Ends[i];
            if (leading == 1 && _parts.Post.TrimOffsets == OffsetTrim.KeepFirst && (i == first || start == 0))
                leading = 0;
            start = Math.Min(start + leading, end);
            if (end >= trailing)
                end = Math.Max(end - trailing, start);
        }
    }

    private static WordEncoder? Encoder(ISplitStep[] steps) => steps switch
    {
        [ByteLevelStep { Prefix: false, UsesPattern: true }] => new WordEncoder<Gpt2Scanner>(),
        [DelimiterStep { IsDigits: true }, ByteLevelStep { Prefix: false, UsesPattern: true }] => new WordEncoder<DigitsGpt2Scanner>(),
        [DelimiterStep { KeepsMatches: true } split, ByteLevelStep { Prefix: false, UsesPattern: false }] => split.Matcher switch
        {
            ScannerMatcher<Gpt2Scanner> => new WordEncoder<Gpt2Scanner>(),
            ScannerMatcher<Llama3Scanner> => new WordEncoder<Llama3Scanner>(),
            ScannerMatcher<Qwen2Scanner> => new WordEncoder<Qwen2Scanner>(),
            ScannerMatcher<TekkenScanner> => new WordEncoder<TekkenScanner>(),
            ScannerMatcher<LlamaCppLlama3Scanner> => new WordEncoder<LlamaCppLlama3Scanner>(),
            ScannerMatcher<LlamaCppQwen2Scanner> => new WordEncoder<LlamaCppQwen2Scanner>(),
            ScannerMatcher<LlamaCppDigitsScanner> => new WordEncoder<LlamaCppDigitsScanner>(),
            ScannerMatcher<LlamaCppTekkenScanner> => new WordEncoder<LlamaCppTekkenScanner>(),
            _ => null,
        },
        _ => null,
    };

    private void EncodeAll(ReadOnlySpan<char> text, EncodeRequest request, TokenSink sink)
    {
        var taken = 0;
        for (var cursor = 0; !_raw.IsEmpty && _raw.Next(text, ref cursor, taken, request.ParseSpecial, out var match);)
        {
            if (taken < match.Start)
                EncodePart(text[taken..match.Start], taken, request, sink);
            sink.Add(match.Token.Id, match.Start, match.End);
            taken = match.End;
        }

        if (taken < text.Length)
            EncodePart(text[taken..], taken, request, sink);
    }

    private void EncodeFragments(AddedTokenCutter cutter, ReadOnlySpan<char> text, EncodeRequest request, TokenSink sink)
    {
        foreach (var (start, end, id) in cutter.Cut(text, request.ParseSpecial))
        {
            if (id is { } token)
                sink.Add(token, start, end);
            else
                EncodePart(text[start..end], start, request, sink);
        }
    }

    private void EncodePart(ReadOnlySpan<char> text, int origin, EncodeRequest request, TokenSink sink)
    {
        var changes = request.Normalize && _parts.Normalizers.Count > 0 && !(_parts.OnlyComposes && NormalForms.IsSurelyComposed(text));
        if (_encoder is null || changes || !request.PreTokenize)
        {
            EncodeAligned(text, origin, request, sink);
            return;
        }

        var taken = 0;
        for (var cursor = 0; !_normalized.IsEmpty && _normalized.Next(text, ref cursor, taken, request.ParseSpecial, out var match);)
        {
            if (taken < match.Start)
                _encoder.Encode(_model, text[taken..match.Start], origin + taken, sink, UseWordCache);
            sink.Add(match.Token.Id, origin + match.Start, origin + match.End);
            taken = match.End;
        }

        if (taken < text.Length)
            _encoder.Encode(_model, text[taken..], origin + taken, sink, UseWordCache);
    }

    private string Normalized(string text, TextBudget budget)
    {
        var aligned = AlignedText.Of(text, 0, budget);
        foreach (var step in _parts.Normalizers)
            step(aligned);
        return aligned.Text.ToString();
    }
}
