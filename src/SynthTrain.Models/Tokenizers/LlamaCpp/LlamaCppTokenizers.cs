using SynthTrain.Models.Tokenizers.Bpe;
using SynthTrain.Models.Tokenizers.Decoders;
using SynthTrain.Models.Tokenizers.SentencePieces;
using SynthTrain.Models.Tokenizers.Splitting;
using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.LlamaCpp;

/// <summary>Tokenizers from GGUF metadata, with llama.cpp's ids: <see href="https://github.com/ggml-org/llama.cpp/blob/master/src/llama-vocab.cpp"/>.</summary>
internal static class LlamaCppTokenizers
{
    // Tokens that llama.cpp takes for control tokens by their text, whatever their type says.
    private static readonly HashSet<string> s_control =
    [
        "<|eot_id|>", "<|im_end|>", "<|end|>", "<|return|>", "<|call|>", "<|flush|>", "<|calls|>", "<end_of_turn>", "<|endoftext|>", "</s>", "<|eom_id|>", "<EOT>", "_<EOT>", "[EOT]", "[EOS]",
        "<|end_of_text|>", "<end_of_utterance>", "<eos>", "<turn|>", "<|tool_response>", "<｜end▁of▁sentence｜>", "[e~[", "<|fim_prefix|>", "<fim-prefix>", "<fim_prefix>", "<｜fim▁begin｜>", "<PRE>", "▁<PRE>",
        "<|code_prefix|>", "<|prefix|>", "<|fim_suffix|>", "<fim-suffix>", "<fim_suffix>", "<｜fim▁hole｜>", "<SUF>", "▁<SUF>", "<|code_suffix|>", "<|suffix|>", "<|fim_middle|>", "<fim-middle>", "<fim_middle>",
        "<｜fim▁end｜>", "<MID>", "▁<MID>", "<|code_middle|>", "<|middle|>", "<|fim_pad|>", "<fim-pad>", "<fim_pad>", "<PAD>", "[PAD]", "<|fim_repo|>", "<|repo_name|>", "<fim-repo>", "<REPO>", "<reponame>", "<|file_sep|>",
    ];

    /// <summary>Makes the tokenizer.</summary>
    /// <exception cref="ModelException">The metadata contradict themselves or name something that is not known here.</exception>
    public static ModelTokenizer Make(GgufVocabulary vocabulary)
    {
        if (vocabulary.Tokens.Count == 0)
            throw Damaged(vocabulary, "'tokenizer.ggml.tokens' is empty; a tokenizer has at least one token");
        foreach (var (name, count) in ((string, int)[])[("token_type", vocabulary.TokenTypes.Count), ("scores", vocabulary.Scores.Count)])
        {
            if (count != 0 && count != vocabulary.Tokens.Count)
                throw Damaged(vocabulary, $"'tokenizer.ggml.{name}' has '{count}' entries and there are {vocabulary.Tokens.Count} tokens; there must be one for each");
        }

        if (vocabulary.TokenTypes.FirstOrDefault(type => type is < 0 or > (int)PieceKind.Byte) is not 0 and var kind)
            throw Damaged(vocabulary, $"'tokenizer.ggml.token_type' has the type '{kind}'; known are 1 to 6");
        foreach (var (name, id) in ((string, int?)[])[("bos_token_id", vocabulary.BosTokenId), ("eos_token_id", vocabulary.EosTokenId)])
        {
            if (id < 0 || id >= vocabulary.Tokens.Count)
                throw Damaged(vocabulary, $"'tokenizer.ggml.{name}' is '{id}' and there are {vocabulary.Tokens.Count} tokens; it must be the id of one of them");
        }

        foreach (var token in vocabulary.Tokens)
        {
            if (CodePoints.LoneSurrogate(token) >= 0)
                throw Damaged(vocabulary, "a token is not valid Unicode");
        }

        return vocabulary.Model switch
        {
            "gpt2" => BytePairs(vocabulary),
            "llama" => Pieces(vocabulary),
            _ => throw new ModelException(ModelFault.UnsupportedTokenizer, $"the tokenizer model '{vocabulary.Model}' of a GGUF file is not known here; known are gpt2 and llama", vocabulary.File),
        };
    }

    /// <summary>Whether a start token is added where the file does not say: always for <c>llama</c>, and with the split rules of Llama 3 and Tekken for <c>gpt2</c>.</summary>
    public static bool AssumesBos(GgufVocabulary vocabulary) => vocabulary.Model == "llama" || (vocabulary.Model == "gpt2" && (IsLlama3(vocabulary.Pre) || vocabulary.Pre == "tekken"));

    private static bool IsLlama3(string? pre) => pre is "llama3" or "llama-v3" or "llama-bpe" or "falcon3" or "falcon-h1" or "pixtral" or "midm-2.0" or "lfm2";

    private static BpeModelTokenizer BytePairs(GgufVocabulary vocabulary)
    {
        var (steps, ignoresMerges) = Steps(vocabulary);
        var post = new PostProcessing();
        if (vocabulary.AddsBos)
            post.Before.Add(vocabulary.BosTokenId ?? throw Damaged(vocabulary, "a start token is to be added and 'tokenizer.ggml.bos_token_id' is missing"));
        if (vocabulary.AddEosToken ?? false)
            post.After.Add(vocabulary.EosTokenId ?? throw Damaged(vocabulary, "an end token is to be added and 'tokenizer.ggml.eos_token_id' is missing"));
        return new(new(new([.. vocabulary.Tokens.Select((token, id) => (token, id))], [.. vocabulary.Merges.Select(merge => Merge(vocabulary, merge))]) { IgnoreMerges = ignoresMerges, File = vocabulary.File })
        {
            Steps = steps,
            Post = post,
            Added = [.. vocabulary.Tokens.Select((token, id) => (Token: token, Id: id, Kind: Kind(vocabulary, id))).Where(entry => entry.Token.Length > 0 && entry.Kind is PieceKind.Unknown or PieceKind.Control or PieceKind.UserDefined)
                .Select(entry => new AddedToken(entry.Id, entry.Token) { Special = entry.Kind != PieceKind.UserDefined })],
            LongestFirst = true,
            Decoders = [(tokens, _) => DecoderSteps.ByteLevel(tokens)],
            OnlyDecodesBytes = true,
        });
    }

    /// <summary>The merge's two tokens; the space is looked for from the second byte on, since a token may begin with one.</summary>
    private static (string Left, string Right) Merge(GgufVocabulary vocabulary, string merge)
    {
        var space = merge.Length > 1 ? merge.IndexOf(' ', 1) : -1;
        return space > 0 ? (merge[..space], merge[(space + 1)..]) : throw Damaged(vocabulary, $"the merge '{merge}' must be two tokens with a space between");
    }

    private static (ISplitStep[] Steps, bool IgnoresMerges) Steps(GgufVocabulary vocabulary)
    {
        var plain = new ByteLevelStep(prefix: false, usesPattern: false, spells: true);
        var gpt2 = new ByteLevelStep(prefix: false, usesPattern: true, spells: true);
        return Family(vocabulary) switch
        {
            "gpt-2" => ([gpt2], false),
            "llama-bpe" => ([Isolated(new ScannerMatcher<LlamaCppLlama3Scanner>()), plain], true),
            "dbrx" => ([Isolated(new ScannerMatcher<LlamaCppLlama3Scanner>()), plain], false),
            "qwen2" => ([Isolated(new ScannerMatcher<LlamaCppQwen2Scanner>()), plain], false),
            "smollm" => ([Isolated(new ScannerMatcher<LlamaCppDigitsScanner>()), plain], false),
            _ => ([Isolated(new ScannerMatcher<LlamaCppTekkenScanner>()), plain], true),
        };
    }

    /// <summary>The first of the names that mean the same split rule.</summary>
    internal static string Family(GgufVocabulary vocabulary) => vocabulary.Pre switch
    {
        "gpt-2" or "phi-2" or "mpt" or "olmo" or "jais" or "roberta-bpe" or "exaone4" or "gigachat" => "gpt-2",
        var pre when IsLlama3(pre) => "llama-bpe",
        "dbrx" or "smaug-bpe" => "dbrx",
        "qwen2" or "deepseek-r1-qwen" or "megrez" or "stablelm2" or "hunyuan" => "qwen2",
        "smollm" or "starcoder" or "refact" or "command-r" or "codeshell" or "minerva-7b" => "smollm",
        "tekken" => "tekken",
        _ => throw new ModelException(
            ModelFault.UnsupportedTokenizer,
            $"the split rule '{vocabulary.Pre}' ('tokenizer.ggml.pre') is not known here; known are gpt-2, llama-bpe, qwen2, smollm, tekken and the names that mean the same",
            vocabulary.File),
    };

    private static DelimiterStep Isolated(IMatcher matcher) => new(matcher, SplitBehavior.Isolated, invert: false);

    private static PieceTokenizer Pieces(GgufVocabulary vocabulary)
    {
        if (vocabulary.Scores.Count == 0 || vocabulary.Scores.Any(float.IsNaN))
            throw Damaged(vocabulary, "'tokenizer.ggml.scores' is missing or has entries that are no numbers; a tokenizer of the model 'llama' needs one for each token");
        var parts = new PieceParts([.. vocabulary.Tokens.Select((token, id) => new Piece(token, vocabulary.Scores[id], Kind(vocabulary, id)))])
        {
            AddsPrefix = vocabulary.AddSpacePrefix ?? true,
            Bos = vocabulary.BosTokenId ?? 1,
            Eos = vocabulary.EosTokenId ?? 2,
            AddsBos = vocabulary.AddsBos,
            AddsEos = vocabulary.AddEosToken ?? false,
            AsLlamaCpp = true,
            File = vocabulary.File,
        };
        foreach (var (name, adds, id) in ((string, bool, int)[])[("bos", parts.AddsBos, parts.Bos), ("eos", parts.AddsEos, parts.Eos)])
        {
            if (adds && id >= vocabulary.Tokens.Count)
                throw Damaged(vocabulary, $"'tokenizer.ggml.{name}_token_id' is missing, which means '{id}', and there are {vocabulary.Tokens.Count} tokens; it must be the id of one of them");
        }

        return new(parts);
    }

    private static PieceKind Kind(GgufVocabulary vocabulary, int id)
    {
        var kind = vocabulary.TokenTypes.Count == 0 ? PieceKind.Normal : (PieceKind)vocabulary.TokenTypes[id];
        return vocabulary.Tokens[id] is "<|channel|>" or "<|message|>" or "<|start|>" or "<|constrain|>" ? PieceKind.UserDefined : s_control.Contains(vocabulary.Tokens[id]) ? PieceKind.Control : kind;
    }

    private static ModelException Damaged(GgufVocabulary vocabulary, string message) => new(ModelFault.Damaged, message, vocabulary.File);
}
