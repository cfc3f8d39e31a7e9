using System.ComponentModel;
using System.Diagnostics;

namespace SynthTrain.Stages.TrainingRuns;

/// <summary>A program on the path; what lies in the working folder is not meant.</summary>
internal sealed class PathProgram : IReportProgram
{
    private const int Quoted = 300;

    /// <inheritdoc/>
    public string? Run(string name, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, CancellationToken cancellation)
    {
        if (Find(name) is not { } file)
            return $"there is no program '{name}' on the path";
        var start = new ProcessStartInfo(file, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (var (variable, value) in environment)
            start.Environment[variable] = value;
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            using var kill = cancellation.Register(() => process.Kill(entireProcessTree: true));
            var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var error = process.StandardError.ReadToEnd();
            output.GetAwaiter().GetResult();
            process.WaitForExit();
            cancellation.ThrowIfCancellationRequested();
            return process.ExitCode == 0 ? null : $"'{name}' ended with {process.ExitCode}: {error.Trim()[..Math.Min(Quoted, error.Trim().Length)]}";
        }
        catch (Win32Exception e)
        {
            return $"'{file}' could not be started: {e.Message}";
        }
    }

    private static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Where(Path.IsPathFullyQualified)
        .SelectMany(folder => OperatingSystem.IsWindows() ? new[] { $"{name}.exe" } : [name], Path.Combine)
        .FirstOrDefault(IsProgram);

    private static bool IsProgram(string file) =>
        File.Exists(file) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != UnixFileMode.None);
}
