using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Tokenizers;

/// <summary>What the metadata of a GGUF file says about its tokenizer: the keys <c>tokenizer.ggml.*</c>.</summary>
/// <param name="Model"><c>tokenizer.ggml.model</c>: <c>gpt2</c> (byte-level pairs) or <c>llama</c> (SentencePiece).</param>
/// <param name="Tokens"><c>tokenizer.ggml.tokens</c>, by id.</param>
/// <remarks>Keys: <see href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md"/>.</remarks>
public sealed record GgufVocabulary(string Model, IReadOnlyList<string> Tokens)
{
    /// <summary><c>tokenizer.ggml.pre</c>: the split rule, such as <c>llama-bpe</c>.</summary>
    public string? Pre { get; init; }

    /// <summary><c>tokenizer.ggml.token_type</c>: 1 normal, 2 unknown, 3 control, 4 user-defined, 5 unused, 6 byte; empty means all normal.</summary>
    public IReadOnlyList<int> TokenTypes { get; init; } = [];

    /// <summary><c>tokenizer.ggml.scores</c>, for <c>llama</c>.</summary>
    public IReadOnlyList<float> Scores { get; init; } = [];

    /// <summary><c>tokenizer.ggml.merges</c>, for <c>gpt2</c>: two tokens with a space between.</summary>
    public IReadOnlyList<string> Merges { get; init; } = [];

    /// <summary><c>tokenizer.ggml.bos_token_id</c>.</summary>
    public int? BosTokenId { get; init; }

    /// <summary><c>tokenizer.ggml.eos_token_id</c>.</summary>
    public int? EosTokenId { get; init; }

    /// <summary><c>tokenizer.ggml.add_bos_token</c>; absent means what llama.cpp assumes for the model and split rule.</summary>
    public bool? AddBosToken { get; init; }

    /// <summary>Whether llama.cpp puts the start token in front of a text: what the file says, or what llama.cpp assumes where it says nothing.</summary>
    public bool AddsBos => AddBosToken ?? LlamaCpp.LlamaCppTokenizers.AssumesBos(this);

    /// <summary><c>tokenizer.ggml.add_eos_token</c>; absent means no.</summary>
    public bool? AddEosToken { get; init; }

    /// <summary><c>tokenizer.ggml.add_space_prefix</c>; absent means yes for <c>llama</c>.</summary>
    public bool? AddSpacePrefix { get; init; }

    /// <summary>The file, for messages.</summary>
    public string? File { get; init; }

    /// <summary>The vocabulary that a GGUF file carries.</summary>
    /// <exception cref="ModelException"><see cref="ModelFault.UnsupportedTokenizer"/> when it carries none.</exception>
    public static GgufVocabulary Of(GgufReader file)
    {
        if (Find("model")?.Text is not { } model || Find("tokens")?.Texts is not { } tokens)
            throw new ModelException(ModelFault.UnsupportedTokenizer, $"'{file.Name}' carries no vocabulary (tokenizer.ggml.model and .tokens): it is no language model", file.Name);
        return new(model, tokens)
        {
            Pre = Find("pre")?.Text,
            TokenTypes = [.. (Find("token_type")?.Integers ?? []).Select(type => Whole(type, "token_type", file.Name))],
            Scores = Find("scores")?.Floats ?? [],
            Merges = Find("merges")?.Texts ?? [],
            BosTokenId = Id(Find("bos_token_id"), "bos_token_id", file.Name),
            EosTokenId = Id(Find("eos_token_id"), "eos_token_id", file.Name),
            AddBosToken = Find("add_bos_token")?.Truth,
            AddEosToken = Find("add_eos_token")?.Truth,
            AddSpacePrefix = Find("add_space_prefix")?.Truth,
            File = file.Name,
        };

        GgufValue? Find(string key) => file.Metadata.GetValueOrDefault("tokenizer.ggml." + key);
    }

    /// <summary>A number of the metadata as an id.</summary>
    internal static int? Id(GgufValue? value, string key, string? file) => value?.Integer is { } number ? Whole(number, key, file) : null;

    private static int Whole(long number, string key, string? file)
        => number is >= int.MinValue and <= int.MaxValue ? (int)number : throw new ModelException(ModelFault.Damaged, $"'tokenizer.ggml.{key}' has the number '{number}'; it must be one from 0 to 2147483647", file);
}
