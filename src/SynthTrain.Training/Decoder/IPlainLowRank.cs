using TorchSharp.Modules;

namespace SynthTrain.Training.Decoder;

/// <summary>An adapter that may be no more than scaling · B·A·x, which the loaded assembly may be able to sum inside the layer's own product.</summary>
internal interface IPlainLowRank
{
    /// <summary>[rank, in], [out, rank] and the factor; <see langword="null"/> where the next pass does more, as dropout or DoRA.</summary>
    (Parameter A, Parameter B, double Scaling)? Plain { get; }
}
