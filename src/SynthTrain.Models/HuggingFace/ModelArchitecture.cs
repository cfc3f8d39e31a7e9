namespace SynthTrain.Models.HuggingFace;

/// <summary>The families of decoder that are read and written.</summary>
public enum ModelArchitecture
{
    /// <summary><c>LlamaForCausalLM</c>: Llama, SmolLM2.</summary>
    Llama,

    /// <summary><c>MistralForCausalLM</c>.</summary>
    Mistral,

    /// <summary><c>Qwen2ForCausalLM</c>: biases on q, k and v.</summary>
    Qwen2,

    /// <summary><c>Qwen3ForCausalLM</c>: norms on q and k.</summary>
    Qwen3,
}
