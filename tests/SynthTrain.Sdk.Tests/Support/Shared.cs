namespace SynthTrain.Sdk.Tests.Support;

/// <summary>Reads files that a worker has open for writing: <see cref="File.ReadAllLines(string)"/> forbids writers, and is refused when there is one.</summary>
internal static class Shared
{
    public static string[] ReadLines(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
            lines.Add(line);
        return [.. lines];
    }
}
