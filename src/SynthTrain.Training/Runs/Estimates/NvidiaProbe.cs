namespace SynthTrain.Training.Runs.Estimates;

/// <summary>Asks NVIDIA's driver on Linux through the files it shows; elsewhere it finds nothing. Loads no library.</summary>
/// <param name="root">Where the driver's files are.</param>
public sealed class NvidiaProbe(string root = "/proc/driver/nvidia/gpus") : IGpuProbe
{
    private const string Entry = "Model:";

    /// <inheritdoc/>
    public string? Find()
    {
        try
        {
            if (Directory.Exists(root) && Directory.EnumerateFiles(root, "information", SearchOption.AllDirectories).Order(StringComparer.Ordinal).FirstOrDefault() is { } file)
                return File.ReadLines(file).FirstOrDefault(line => line.StartsWith(Entry, StringComparison.Ordinal))?[Entry.Length..].Trim() ?? "an NVIDIA GPU";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A driver that does not let itself be asked is as good as none.
        }

        return null;
    }
}
