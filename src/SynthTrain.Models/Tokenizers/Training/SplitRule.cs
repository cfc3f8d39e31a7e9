namespace SynthTrain.Models.Tokenizers.Training;

/// <summary>Which published pattern splits texts into words; llama.cpp has a name for each, so that a model with it can be exported.</summary>
public enum SplitRule
{
    /// <summary>Runs of digits stay together: <c>gpt-2</c>.</summary>
    Gpt2,

    /// <summary>At most three digits stay together: <c>llama-bpe</c>.</summary>
    Llama3,

    /// <summary>Every digit alone: <c>qwen2</c>.</summary>
    Qwen2,

    /// <summary>Every digit alone, else as GPT-2: <c>smollm</c>.</summary>
    SmolLm,
}
