namespace SynthTrain.Training.Configuration;

/// <summary>What an adapter is (Hu et al., "LoRA", 2021). Defaults are those of seed 003's configuration; PEFT's own are rank 8, alpha 8, q and v.</summary>
public sealed record LoraOptions
{
    /// <summary><c>lora_r</c>.</summary>
    public int Rank { get; init; } = 16;

    /// <summary><c>lora_alpha</c>.</summary>
    public double Alpha { get; init; } = 32;

    /// <summary><c>lora_dropout</c>.</summary>
    public double Dropout { get; init; } = 0.05;

    /// <summary><c>lora_target_modules</c>: ends of module names, or the one entry <c>all-linear</c> (every linear layer but the head).</summary>
    public IReadOnlyList<string> Targets { get; init; } = ["q_proj", "v_proj", "k_proj", "o_proj"];

    /// <summary><c>use_rslora</c>: scaling alpha / √rank (Kalajdzievski, 2023).</summary>
    public bool UseRslora { get; init; }

    /// <summary><c>use_dora</c>: rows are normed and scaled by a learned magnitude (Liu et al., 2024).</summary>
    public bool UseDora { get; init; }

    /// <summary><c>init_lora_weights</c>: <c>true</c> (A Kaiming-uniform, B 0), <c>gaussian</c> (A normal with deviation 1/rank, B 0).</summary>
    public string Initialisation { get; init; } = "true";
}
