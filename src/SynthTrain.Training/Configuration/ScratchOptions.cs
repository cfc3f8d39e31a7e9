using SynthTrain.Models.Tokenizers.Training;

namespace SynthTrain.Training.Configuration;

/// <summary>A small Llama made from nothing, with a vocabulary trained on the data: for machines and CI without weights.</summary>
public sealed record ScratchOptions
{
    /// <summary><c>model.vocab_size</c>: tokens of the byte-level BPE vocabulary, special ones included.</summary>
    public int VocabularySize { get; init; } = 1024;

    /// <summary><c>model.split</c>: what splits texts into words, by its name in llama.cpp; <c>qwen2</c> has every digit alone, <c>llama-bpe</c> up to three together, so that short numbers are one token.</summary>
    public SplitRule Split { get; init; } = SplitRule.Qwen2;

    /// <summary><c>model.spaces</c>: whether tokens may begin with a space: <c>joined</c>, <c>apart</c> or <c>last</c>. Apart, a word has the same tokens wherever it stands, which is what copying needs; last, the same pieces, and with <see cref="InductionHeads"/> the model knows from the start which tokens are twins.</summary>
    public SpaceRule Spaces { get; init; }

    /// <summary><c>model.answer_tokens</c>: the most tokens that stand for whole pieces of answers which are JSON, such as <c>"},"flags":[]}</c>; 0 = none. Answers get short, and what is learned of them is what differs.</summary>
    public int AnswerTokens { get; init; }

    /// <summary><c>model.induction_heads</c>: whether the first weights hold heads that copy what stood before, and the output has weights of its own; else they are noise, and the output's are the embedding's.</summary>
    public bool InductionHeads { get; init; }

    /// <summary><c>model.hidden_size</c>; multiples of 256 can be quantized to Q4_K.</summary>
    public int HiddenSize { get; init; } = 256;

    /// <summary><c>model.intermediate_size</c>.</summary>
    public int IntermediateSize { get; init; } = 768;

    /// <summary><c>model.num_hidden_layers</c>.</summary>
    public int LayerCount { get; init; } = 4;

    /// <summary><c>model.num_attention_heads</c>.</summary>
    public int HeadCount { get; init; } = 8;

    /// <summary><c>model.num_key_value_heads</c>.</summary>
    public int KeyValueHeadCount { get; init; } = 4;

    /// <summary><c>model.max_position_embeddings</c>.</summary>
    public int MaxPositions { get; init; } = 2048;

    /// <summary><c>model.chat_template</c>: the name of a built-in template.</summary>
    public string Template { get; init; } = "chatml";
}
