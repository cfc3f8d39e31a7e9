namespace SynthTrain.Training.Configuration;

/// <summary>Reads <c>training.use_lora</c> and the adapter's keys beside it.</summary>
internal static class LoraReader
{
    private static readonly string[] s_keys =
        ["training.lora_r", "training.lora_alpha", "training.lora_dropout", "training.lora_target_modules", "training.use_rslora", "training.use_dora", "training.init_lora_weights"];

    /// <summary>The adapter, or <see langword="null"/> where all weights learn. Without <c>use_lora</c>, one of the adapter's own keys asks for it.</summary>
    public static LoraOptions? Read(ConfigKeys keys)
    {
        var defaults = new LoraOptions();
        var lora = new LoraOptions
        {
            Rank = keys.Whole(defaults.Rank, new(1, 65536), "training.lora_r"),
            Alpha = keys.Number(defaults.Alpha, new(0, 1_000_000) { Above = true }, "training.lora_alpha"),
            Dropout = keys.Number(defaults.Dropout, new(0, 1) { Below = true }, "training.lora_dropout"),
            Targets = keys.Items(defaults.Targets, "training.lora_target_modules"),
            UseRslora = keys.Flag("training.use_rslora") ?? false,
            UseDora = keys.Flag("training.use_dora") ?? false,
            Initialisation = keys.Choice(defaults.Initialisation, ["true", "gaussian"], "training.init_lora_weights"),
        };
        if (lora.Targets.Count > 1 && lora.Targets.Contains("all-linear"))
            keys.Fault(keys.Find("training.lora_target_modules"), "'all-linear' stands for every linear layer and so stands alone; leave it out or leave the other names out.");
        return keys.Flag("training.use_lora") ?? s_keys.Any(key => keys.Has(key)) ? lora : null;
    }
}
