namespace SynthTrain.Models.Quantization;

/// <summary>What a tensor does in a model, as far as the choice of its type goes.</summary>
internal enum TensorRole
{
    Other,
    TokenEmbedding,
    Output,
    AttentionQuery,
    AttentionKey,
    AttentionValue,
    AttentionFused,
    AttentionOutput,
    FeedForwardUp,
    FeedForwardGate,
    FeedForwardDown,
}
