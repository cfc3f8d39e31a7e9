namespace SynthTrain.Training.Lora;

/// <summary>What the adapter of one layer is.</summary>
/// <param name="Rank">Rows of A, columns of B.</param>
/// <param name="Scaling">What B·A·x is multiplied with.</param>
/// <param name="Dropout">The share of x that is zeroed while training.</param>
/// <param name="UseDora">Whether rows are normed and scaled by a learned magnitude.</param>
public sealed record LoraLayerOptions(int Rank, double Scaling, double Dropout, bool UseDora);
