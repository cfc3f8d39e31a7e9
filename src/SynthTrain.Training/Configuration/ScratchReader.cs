using SynthTrain.Models.Tokenizers.Training;

namespace SynthTrain.Training.Configuration;

/// <summary>Reads the sizes of a model made from nothing: <c>model.*</c> beside <c>model.name: scratch</c>.</summary>
internal static class ScratchReader
{
    /// <summary>What <c>model.name</c> says for a model made from nothing.</summary>
    public const string Name = "scratch";

    private static readonly Dictionary<string, SplitRule> s_splits = new(StringComparer.Ordinal) { ["qwen2"] = SplitRule.Qwen2, ["llama-bpe"] = SplitRule.Llama3, ["gpt-2"] = SplitRule.Gpt2, ["smollm"] = SplitRule.SmolLm };
    private static readonly Dictionary<string, SpaceRule> s_spaces = new(StringComparer.Ordinal) { ["joined"] = SpaceRule.Joined, ["apart"] = SpaceRule.Apart, ["last"] = SpaceRule.Last };
    private static readonly Bounds s_size = new(1, 1 << 20);

    public static ScratchOptions? Read(ConfigKeys keys, string name)
    {
        var defaults = new ScratchOptions();
        var scratch = new ScratchOptions
        {
            VocabularySize = keys.Whole(defaults.VocabularySize, new(300, 1 << 20), "model.vocab_size"),
            Split = s_splits[keys.Choice("qwen2", [.. s_splits.Keys], "model.split")],
            Spaces = s_spaces[keys.Choice("joined", [.. s_spaces.Keys], "model.spaces")],
            AnswerTokens = keys.Whole(defaults.AnswerTokens, new(0, 1 << 16), "model.answer_tokens"),
            InductionHeads = keys.Flag("model.induction_heads") ?? defaults.InductionHeads,
            HiddenSize = keys.Whole(defaults.HiddenSize, s_size, "model.hidden_size"),
            IntermediateSize = keys.Whole(defaults.IntermediateSize, s_size, "model.intermediate_size"),
            LayerCount = keys.Whole(defaults.LayerCount, new(1, 1000), "model.num_hidden_layers"),
            HeadCount = keys.Whole(defaults.HeadCount, s_size, "model.num_attention_heads"),
            KeyValueHeadCount = keys.Whole(defaults.KeyValueHeadCount, s_size, "model.num_key_value_heads"),
            MaxPositions = keys.Whole(defaults.MaxPositions, new(8, 1 << 24), "model.max_position_embeddings"),
            Template = Template(keys) ?? defaults.Template,
        };
        if (name != Name)
            return scratch with { Template = defaults.Template } == defaults ? null : Misplaced(keys, name);
        Check(keys, scratch);
        if (!Models.Templates.BuiltInTemplates.Names.Contains(scratch.Template, StringComparer.OrdinalIgnoreCase))
            keys.Fault(keys.Find("model.chat_template"), $"'model.chat_template' is '{scratch.Template}'; allowed is {string.Join(", ", Models.Templates.BuiltInTemplates.Names)}.");
        return scratch;
    }

    /// <summary>What <c>model.chat_template</c> says, for any base model; its name is checked where the model is opened.</summary>
    public static string? Template(ConfigKeys keys) => keys.Text("model.chat_template");

    private static ScratchOptions? Misplaced(ConfigKeys keys, string name)
    {
        keys.Fault(
            keys.Find("model.vocab_size") ?? keys.Find("model.split") ?? keys.Find("model.spaces") ?? keys.Find("model.answer_tokens") ?? keys.Find("model.induction_heads") ?? keys.Find("model.hidden_size") ?? keys.Find("model.intermediate_size") ?? keys.Find("model.num_hidden_layers") ?? keys.Find("model.num_attention_heads")
                ?? keys.Find("model.num_key_value_heads") ?? keys.Find("model.max_position_embeddings"),
            $"Sizes can be given for 'model.name: {Name}' alone, and the model is '{name}', which has its own; leave them out.");
        return null;
    }

    private static void Check(ConfigKeys keys, ScratchOptions scratch)
    {
        if (scratch.HiddenSize % scratch.HeadCount != 0 || scratch.HiddenSize / scratch.HeadCount % 2 != 0)
            keys.Fault(keys.Find("model.num_attention_heads") ?? keys.Find("model.hidden_size"), $"'model.hidden_size' is {scratch.HiddenSize} and 'model.num_attention_heads' is {scratch.HeadCount}; heads must divide the size into even parts.");
        if (scratch.HeadCount % scratch.KeyValueHeadCount != 0)
            keys.Fault(keys.Find("model.num_key_value_heads") ?? keys.Find("model.num_attention_heads"), $"'model.num_attention_heads' is {scratch.HeadCount} and 'model.num_key_value_heads' is {scratch.KeyValueHeadCount}; the first must be a multiple of the second.");
    }
}
