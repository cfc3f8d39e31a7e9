namespace SynthTrain.Training.Tests.Support;

/// <summary>The configurations of seed 003, to the letter.</summary>
internal static class SeedConfigs
{
    /// <summary><c>training/configs/sft_config.yaml</c>.</summary>
    public const string Sft = """
        # training/configs/sft_config.yaml
        # Note: data and output paths are overridden by CLI args for named trainings
        model:
          name: "meta-llama/Llama-3.2-1B-Instruct"

        training:
          output_dir: "./models/sft"  # Overridden to ./models/{name}/sft
          num_train_epochs: 3
          per_device_train_batch_size: 8
          gradient_accumulation_steps: 4
          learning_rate: 2e-5
          warmup_ratio: 0.1
          lr_scheduler_type: "cosine"

          # LoRA configuration for efficient training
          use_lora: true
          lora_r: 16
          lora_alpha: 32
          lora_dropout: 0.05
          lora_target_modules: ["q_proj", "v_proj", "k_proj", "o_proj"]

        data:
          train_file: "./data/train.jsonl"        # Overridden to ./data/{name}/train.jsonl
          validation_file: "./data/train_val.jsonl"  # Overridden to ./data/{name}/train_val.jsonl
          max_seq_length: 2048

        logging:
          report_to: "none"
          logging_steps: 10
        """;

    /// <summary><c>training/configs/dpo_config.yaml</c>.</summary>
    public const string Dpo = """
        # training/configs/dpo_config.yaml
        # Note: model and data paths are overridden by CLI args for named trainings
        model:
          name: "./models/sft"  # Overridden to ./models/{name}/sft

        training:
          output_dir: "./models/dpo"  # Overridden to ./models/{name}/dpo
          num_train_epochs: 1
          per_device_train_batch_size: 4
          gradient_accumulation_steps: 8
          learning_rate: 5e-6

          # DPO specific
          beta: 0.1  # KL penalty coefficient
          loss_type: "sigmoid"  # or "hinge"

        data:
          preference_file: "./data/preferences.jsonl"  # Overridden to ./data/{name}/preferences.jsonl
        """;

    /// <summary>The first one with another base model and nothing else.</summary>
    public static string SftOf(string model) => Sft.Replace("meta-llama/Llama-3.2-1B-Instruct", model, StringComparison.Ordinal);
}
