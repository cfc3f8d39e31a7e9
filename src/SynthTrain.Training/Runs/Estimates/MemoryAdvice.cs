namespace SynthTrain.Training.Runs.Estimates;

/// <summary>What to do where memory is short.</summary>
internal static class MemoryAdvice
{
    /// <summary>From the cheapest to the dearest.</summary>
    public const string Text = $"{Activations} Or train an adapter (use_lora: true). {Continued}";

    private const string Activations = "Set gradient_checkpointing: true, lower per_device_train_batch_size and raise gradient_accumulation_steps by the same factor (the result stays the same but for rounding and dropout), or lower data.max_seq_length.";
    private const string Continued = "A run that was begun goes on with gradient_checkpointing; it starts over with another batch size, length or adapter.";

    /// <summary>What lowers the greatest part.</summary>
    public static string Of(MemoryEstimate memory)
    {
        var (name, bytes, advice) = new[]
        {
            ("the activations", memory.Activations, Activations),
            ("what Adam remembers and the gradients", memory.Gradients + memory.Optimizer, "Train an adapter (use_lora: true), with a lower lora_r or fewer lora_target_modules where it is one already."),
            ("the weights", memory.Weights, "Use a smaller base model."),
        }.MaxBy(part => part.Item2);
        return $"Most of it are {name} ({MemoryEstimate.Text(bytes)}). {advice} {Continued}";
    }
}
