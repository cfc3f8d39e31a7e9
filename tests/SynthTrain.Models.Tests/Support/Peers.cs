using System.Diagnostics;

namespace SynthTrain.Models.Tests;

/// <summary>Programs that this project did not write, installed by <c>eng/setup.sh</c> into <c>artifacts/peers</c>.</summary>
internal static class Peers
{
    /// <summary>A package's folder, or an inconclusive test with the reason.</summary>
    /// <param name="name">Its name in npm, such as <c>tokenizers</c>.</param>
    public static string Package(string name)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var candidate = Path.Combine(at.FullName, "artifacts", "peers", "node_modules", name);
            if (Directory.Exists(candidate))
                return candidate;
        }

        throw new AssertInconclusiveException($"the npm package '{name}' is not installed; run eng/setup.sh, which needs node and npm for it");
    }

    /// <summary>Runs a script with node, with the packages at hand, and returns what it prints.</summary>
    /// <param name="package">The package that it requires.</param>
    /// <param name="script">A CommonJS script.</param>
    /// <param name="arguments">Its <c>process.argv</c> from 2 on.</param>
    public static string Node(string package, string script, params string[] arguments)
    {
        var modules = Path.GetFullPath(Path.Combine(Package(package), package.StartsWith('@') ? "../.." : ".."));
        var file = Path.Combine(Path.GetTempPath(), $"synth-peer-{Path.GetRandomFileName()}.cjs");
        File.WriteAllText(file, script);
        try
        {
            var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, Environment = { ["NODE_PATH"] = modules } };
            start.ArgumentList.Add(file);
            Array.ForEach(arguments, start.ArgumentList.Add);
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.AreEqual(0, process.ExitCode, errors.Result);
            return output;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
