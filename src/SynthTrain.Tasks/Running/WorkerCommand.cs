using System.Diagnostics;
using System.Text;

namespace SynthTrain.Tasks.Running;

/// <summary>How the worker is started: without a shell, without secrets on its command line, without MSBuild's own environment.</summary>
internal static class WorkerCommand
{
    /// <summary>The worker on one verb and its arguments.</summary>
    /// <param name="host">The <c>dotnet</c> that runs this build.</param>
    /// <param name="worker">Path of <c>synthtrain.dll</c>.</param>
    /// <param name="directory">The project's folder.</param>
    /// <param name="arguments">What to do.</param>
    public static ProcessStartInfo Create(string host, string worker, string directory, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(host)
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(worker);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(IsOfMSBuild).ToList())
            start.Environment.Remove(name);
        return start;
    }

    private static bool IsOfMSBuild(string name) => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase);
}
