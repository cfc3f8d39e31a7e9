namespace SynthTrain.Training.Runs.Estimates;

/// <summary>What to do where memory is short.</summary>
internal static class MemoryAdvice
{
    /// <summary>From the cheapest to the dearest.</summary>
    public const string Text = "Lower per_device_train_batch_size and raise gradient_accumulation_steps by the same factor (the result stays the same), lower data.max_seq_length, set gradient_checkpointing: true, or train an adapter (use_lora: true).";
}
