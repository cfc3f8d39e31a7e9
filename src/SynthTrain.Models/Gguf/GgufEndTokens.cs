using SynthTrain.Models.Tokenizers;

namespace SynthTrain.Models.Gguf;

/// <summary>Special tokens that a GGUF file names.</summary>
internal static class GgufEndTokens
{
    private static readonly string[] s_kinds = ["eos", "eot", "eom"];

    /// <summary>Tokens that llama.cpp takes for the end of an answer by their text [llama.cpp src/llama-vocab.cpp: special_eog_ids].</summary>
    private static readonly string[] s_texts =
    [
        "<|eot_id|>", "<|im_end|>", "<|end|>", "<|return|>", "<|call|>", "<|flush|>", "<|calls|>", "<end_of_turn>", "<|endoftext|>", "<|eom_id|>", "<EOT>", "_<EOT>", "[EOT]", "[EOS]",
        "<|end_of_text|>", "<end_of_utterance>", "<eos>", "<｜end▁of▁sentence｜>",
    ];

    /// <summary>Every token that ends an answer, the file's own end token first.</summary>
    public static int[] Of(GgufReader file, ModelTokenizer tokenizer)
    {
        var named = s_kinds.Select(kind => Id(file, kind)).OfType<int>();
        var known = s_texts.Select(tokenizer.TokenToId).OfType<int>().Where(tokenizer.IsSpecial);
        return [.. named.Concat(known).Distinct()];
    }

    /// <summary>The id of a special token, or <see langword="null"/>.</summary>
    public static int? Id(GgufReader file, string kind)
    {
        var key = kind + "_token_id";
        return GgufVocabulary.Id(file.Metadata.GetValueOrDefault("tokenizer.ggml." + key), key, file.Name);
    }
}
