namespace SynthTrain.Training.Runs.Estimates;

/// <summary>How much memory there is to take.</summary>
public interface IMemoryProbe
{
    /// <summary>Bytes that may still be taken on a device; <see langword="null"/> = not known.</summary>
    long? Available(Device device);
}
