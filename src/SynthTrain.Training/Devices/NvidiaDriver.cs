namespace SynthTrain.Training.Devices;

/// <summary>Whether a machine has an NVIDIA driver, told by files alone: nothing is started and nothing loaded.</summary>
public static class NvidiaDriver
{
    /// <summary>The file that the kernel module shows.</summary>
    public const string VersionFile = "/proc/driver/nvidia/version";

    /// <summary>Looks for the driver.</summary>
    /// <param name="exists">Whether a file exists.</param>
    /// <param name="path">Folders of programs, as in <c>PATH</c>.</param>
    public static bool IsPresent(Func<string, bool> exists, string? path)
    {
        ArgumentNullException.ThrowIfNull(exists);
        // Containers and WSL hide the kernel's file and bring the program.
        return exists(VersionFile)
            || (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Any(folder => exists(Path.Combine(folder, "nvidia-smi")) || exists(Path.Combine(folder, "nvidia-smi.exe")));
    }
}
