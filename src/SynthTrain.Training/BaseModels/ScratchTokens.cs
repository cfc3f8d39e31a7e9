using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Models.Templates;

namespace SynthTrain.Training.BaseModels;

/// <summary>The special tokens that a vocabulary needs for a built-in template: what the template writes, and padding.</summary>
/// <param name="All">In the order of their ids, the vocabulary's last.</param>
/// <param name="Begin">The token before every text; <see langword="null"/> where the template writes none.</param>
/// <param name="End">The token that ends an answer.</param>
/// <param name="Padding">The token of padding.</param>
internal sealed record ScratchTokens(IReadOnlyList<string> All, string? Begin, string End, string Padding)
{
    private static readonly ScratchTokens s_chatMl = new(["<|endoftext|>", "<|im_start|>", "<|im_end|>"], null, "<|im_end|>", "<|endoftext|>");
    private static readonly ScratchTokens s_llama = new(["<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<|finetune_right_pad_id|>"], "<|begin_of_text|>", "<|eot_id|>", "<|finetune_right_pad_id|>");
    private static readonly Dictionary<string, ScratchTokens> s_byTemplate = new(StringComparer.OrdinalIgnoreCase)
    {
        ["chatml"] = s_chatMl,
        ["qwen"] = s_chatMl,
        ["llama"] = s_llama,
        ["llama3"] = s_llama,
        ["gemma"] = new(["<pad>", "<bos>", "<start_of_turn>", "<end_of_turn>"], "<bos>", "<end_of_turn>", "<pad>"),
        ["mistral"] = new(["<pad>", "<s>", "</s>", "[INST]", "[/INST]"], "<s>", "</s>", "<pad>"),
        ["alpaca"] = new(["<pad>", "</s>"], null, "</s>", "<pad>"),
    };

    /// <exception cref="SynthException"><see cref="Codes.TrainingConfig"/> for an unknown template.</exception>
    public static ScratchTokens Of(string template) => s_byTemplate.GetValueOrDefault(template)
        ?? throw new SynthException(Codes.TrainingConfig, $"model.chat_template is '{template}'; a model from scratch needs one of {string.Join(", ", BuiltInTemplates.Names)}.");

    /// <summary>The object of <c>tokenizer_config.json</c>, in transformers' order.</summary>
    public JsonObject TokenizerConfig(int maxPositions)
    {
        var json = new JsonObject { ["backend"] = "tokenizers" };
        if (Begin is not null)
            json["bos_token"] = Begin;
        json["clean_up_tokenization_spaces"] = false;
        json["eos_token"] = End;
        json["model_max_length"] = maxPositions;
        json["pad_token"] = Padding;
        json["tokenizer_class"] = "PreTrainedTokenizerFast";
        return json;
    }
}
