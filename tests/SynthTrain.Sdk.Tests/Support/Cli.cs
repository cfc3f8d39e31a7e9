using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SynthTrain.Sdk.Tests.Support;

/// <summary>The real <c>dotnet</c>, with the environment that a user has.</summary>
internal static partial class Cli
{
    private static readonly string[] s_strangers = ["MSBUILD", "VSTEST", "TESTINGPLATFORM", "MSTEST", "DOTNET_HOST_PATH", "DOTNET_CLI_", "COVERLET", "SYNTH", "CI", "TF_BUILD", "GITHUB_ACTIONS"];

    /// <summary>Runs to the end.</summary>
    public static CliResult Run(string folder, string arguments, IReadOnlyDictionary<string, string>? environment = null, string? binaryLog = null)
    {
        var words = Split(arguments);
        if (binaryLog is not null)
            words = [.. words, $"-bl:{binaryLog}"];
        return Run(StartInfo("dotnet", words, folder, environment), binaryLog);
    }

    /// <summary>Runs in a network namespace of its own, without a way out, where the kernel lets us; elsewhere as always.</summary>
    public static CliResult RunWithoutNetwork(string folder, string arguments) =>
        Run(StartInfo("unshare", ["-rn", "true"], folder, null), null).ExitCode == 0
            ? Run(StartInfo("unshare", ["-rn", "dotnet", .. Split(arguments)], folder, null), null)
            : Run(folder, arguments);

    /// <summary>Runs another program to the end, in the same environment.</summary>
    public static CliResult RunProgram(string folder, string program, params IReadOnlyList<string> words) =>
        Run(StartInfo(program, words, folder, null), null);

    /// <summary>Starts it as leader of a process group of its own, as a terminal does; Ctrl-C works even when the tests were started in the background, where shells have it ignored.</summary>
    public static Process StartInGroup(string folder, string arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        Process.Start(StartInfo("env", ["--default-signal=INT", "setsid", "dotnet", .. Split(arguments)], folder, environment))!;

    /// <summary>Sends a signal to a process, or with a negative id to its group.</summary>
    public static void Signal(int process, int signal) => _ = Kill(process, signal);

    private static CliResult Run(ProcessStartInfo start, string? binaryLog)
    {
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new CliResult($"{start.WorkingDirectory}> {start.FileName} {string.Join(' ', start.ArgumentList)}", process.ExitCode, output + errors.Result, binaryLog);
    }

    private static ProcessStartInfo StartInfo(string program, IReadOnlyList<string> words, string folder, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var word in words)
            start.ArgumentList.Add(word);
        foreach (var name in start.Environment.Keys.Where(name => s_strangers.Any(stranger => name.StartsWith(stranger, StringComparison.OrdinalIgnoreCase))).ToList())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return start;
    }

    // Words are separated by blanks; double quotes hold a word together.
    private static List<string> Split(string arguments)
    {
        var words = new List<string>();
        var parts = arguments.Split('"');
        for (var i = 0; i < parts.Length; i++)
        {
            if (i % 2 == 1)
                words.Add(parts[i]);
            else
                words.AddRange(parts[i].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }

        return words;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
