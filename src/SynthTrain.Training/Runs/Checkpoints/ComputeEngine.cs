namespace SynthTrain.Training.Runs.Checkpoints;

/// <summary>What computes, in words: another one rounds otherwise and draws other random numbers.</summary>
internal static class ComputeEngine
{
    // The managed assembly alone has it.
    private static readonly bool s_managed = typeof(torch).Assembly.GetType("TorchSharp.Fused.FusedOperations") is not null;

    /// <summary>Such as <c>the managed engine on the processor</c>.</summary>
    public static string Of(Device device) => $"{(s_managed ? "the managed engine" : "libtorch")} on {(device.type == DeviceType.CPU ? "the processor" : "a GPU")}";
}
