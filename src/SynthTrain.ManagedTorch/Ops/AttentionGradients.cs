using static TorchSharp.torch;

namespace TorchSharp.Ops;

/// <summary>Where gradients of queries, keys and values go; zero at first.</summary>
internal readonly record struct AttentionGradients(Tensor Queries, Tensor Keys, Tensor Values);
