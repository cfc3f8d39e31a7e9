namespace SynthTrain.Training.Runs.Estimates;

/// <summary>Whether the machine has a GPU, whatever computes.</summary>
public interface IGpuProbe
{
    /// <summary>What the driver calls it; <see langword="null"/> when there is none.</summary>
    string? Find();
}
