namespace SynthTrain.Training.Decoder;

/// <summary>Seeds of random numbers.</summary>
internal static class Seeds
{
    /// <summary>Seeds the processor's generator, and those of all GPUs where the numbers are drawn on one: TorchSharp's <c>manual_seed</c> leaves these as they are.</summary>
    /// <param name="device">Where the numbers are drawn.</param>
    /// <param name="seed">Not negative.</param>
    public static void Set(Device device, long seed)
    {
        manual_seed(seed);
        if (device.type == DeviceType.CUDA)
            cuda.manual_seed_all(seed);
    }
}
