using SynthTrain.Models.HuggingFace;

namespace SynthTrain.Training.Lora;

/// <summary>The <c>README.md</c> of an adapter folder: the metadata by which hubs and PEFT find its base, and what it is.</summary>
public static class AdapterCard
{
    /// <summary>The page.</summary>
    /// <param name="config">The adapter's.</param>
    public static string Text(AdapterConfig config)
    {
        var named = string.IsNullOrEmpty(config.BaseModel) ? "the model that it was trained on" : $"`{config.BaseModel}`";
        var kind = config switch { { UseDora: true } => "DoRA", { UseRslora: true } => "rank-stabilised LoRA", _ => "LoRA" };
        var numbers = FormattableString.Invariant($"rank {config.Rank}, alpha {config.Alpha}, dropout {config.Dropout}");
        string[] head = string.IsNullOrEmpty(config.BaseModel)
            ? ["library_name: peft", "pipeline_tag: text-generation", "tags:", "- lora", "- transformers"]
            : [$"base_model: {Quoted(config.BaseModel)}", "library_name: peft", "pipeline_tag: text-generation", "tags:", $"- {Quoted($"base_model:adapter:{config.BaseModel}")}", "- lora", "- transformers"];
        return string.Join('\n', [
            "---", .. head, "---", "",
            "# Adapter", "",
            $"A {kind} adapter for {named}, in the format of PEFT ({numbers}; layers: {string.Join(", ", config.TargetPattern is { } pattern ? [pattern] : config.TargetModules)}). Made with SynthTrain.", "",
            "`adapter_config.json` says what it is, `adapter_model.safetensors` holds its weights in float32. It changes nothing without its base model:", "",
            "```python",
            "from peft import AutoPeftModelForCausalLM",
            "model = AutoPeftModelForCausalLM.from_pretrained(\"path/to/this/folder\")",
            "```", ""]);
    }

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
