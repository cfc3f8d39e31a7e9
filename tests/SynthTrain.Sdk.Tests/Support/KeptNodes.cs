using System.Globalization;

namespace SynthTrain.Sdk.Tests.Support;

/// <summary>Build nodes that stay for the next build, as users have them; told apart from all others by a salt, and ended with the test.</summary>
internal sealed class KeptNodes : IDisposable
{
    private readonly string _salt = "synth" + Path.GetRandomFileName();

    /// <summary>What a build needs to work in such a node, never in the CLI's own process.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["MSBUILDDISABLENODEREUSE"] = "0",
        ["MSBUILDNOINPROCNODE"] = "1",
        ["MSBUILDNODEHANDSHAKESALT"] = _salt,
    };

    /// <summary>Nodes that are waiting for a build.</summary>
    public IReadOnlyList<int> Ids =>
        [.. Directory.GetDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]) && Holds(folder)).Select(folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture))];

    public void Dispose()
    {
        foreach (var id in Ids)
            Cli.Signal(id, 9);
    }

    private bool Holds(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "environ")).Contains(_salt, StringComparison.Ordinal) && File.ReadAllText(Path.Combine(folder, "cmdline")).Contains("nodemode", StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
