using TorchSharp.Modules;

namespace SynthTrain.Training.Decoder;

/// <summary>What a checkpoint runs.</summary>
/// <param name="Run">The block.</param>
/// <param name="Learning">Its parameters that want gradients.</param>
internal sealed record CheckpointBlock(Func<Tensor, Tensor> Run, IReadOnlyList<Parameter> Learning);
