namespace SynthTrain.Sdk.Tests.Support;

/// <summary>Reads files that a worker writes at the same time.</summary>
internal static class Shared
{
    // A worker opens its log alone for each line, so a look at it may have to wait for its turn.
    public static string[] ReadLines(string path)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var reader = new StreamReader(stream);
                return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            }
            catch (IOException) when (attempt < 1000 && File.Exists(path))
            {
                Thread.Sleep(5);
            }
        }
    }
}
