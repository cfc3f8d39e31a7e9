using System.Text.Json.Nodes;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.Configuration;

namespace SynthTrain.Training.Lora;

/// <summary>The <c>adapter_config.json</c> of a new adapter, with all the keys of PEFT 0.21 [src/peft/tuners/lora/config.py].</summary>
internal static class PeftConfig
{
    private const string Keys = """
        {
          "alora_invocation_tokens": null, "alpha_pattern": {}, "arrow_config": null, "auto_mapping": null, "base_model_name_or_path": null, "bias": "none", "corda_config": null,
          "ensure_weight_tying": false, "eva_config": null, "exclude_modules": null, "fan_in_fan_out": false, "inference_mode": true, "init_lora_weights": true, "kasa_config": null,
          "layer_replication": null, "layers_pattern": null, "layers_to_transform": null, "loftq_config": {}, "lora_alpha": 8, "lora_bias": false, "lora_dropout": 0.0, "lora_ga_config": null,
          "megatron_config": null, "megatron_core": "megatron.core", "modules_to_save": null, "monteclora_config": null, "peft_type": "LORA", "peft_version": "0.21.2", "qalora_group_size": 16,
          "r": 8, "rank_pattern": {}, "revision": null, "target_modules": [], "target_parameters": null, "task_type": "CAUSAL_LM", "trainable_token_indices": null, "use_bdlora": null,
          "use_dora": false, "use_qalora": false, "use_rslora": false, "velora_config": null
        }
        """;

    /// <summary>The config of an adapter that starts now.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="targets">What is written as <c>target_modules</c>.</param>
    public static AdapterConfig New(LoraOptions options, IReadOnlyList<string> targets) => new()
    {
        Rank = options.Rank,
        Alpha = options.Alpha,
        Dropout = options.Dropout,
        TargetModules = targets,
        UseRslora = options.UseRslora,
        UseDora = options.UseDora,
        InitLoraWeights = options.Initialisation,
        Json = (JsonObject)JsonNode.Parse(Keys)!,
    };
}
