using System.ComponentModel;
using System.Diagnostics;

namespace SynthTrain.Stages.TrainingRuns;

/// <summary>A program on the path; what lies in the working folder is not meant. One that hangs is ended.</summary>
internal sealed class PathProgram : IReportProgram
{
    private const int Quoted = 300;
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(10);
    private readonly string _path;
    private readonly TimeSpan _limit;

    /// <summary>Programs of this machine.</summary>
    public PathProgram()
        : this(Environment.GetEnvironmentVariable("PATH") ?? "", s_limit)
    {
    }

    /// <summary>For tests.</summary>
    internal PathProgram(string path, TimeSpan limit) => (_path, _limit) = (path, limit);

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
            using var limit = new CancellationTokenSource(_limit);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
            using var kill = stop.Token.Register(() => process.Kill(entireProcessTree: true));
            var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var error = process.StandardError.ReadToEnd();
            output.GetAwaiter().GetResult();
            process.WaitForExit();
            cancellation.ThrowIfCancellationRequested();
            if (process.ExitCode != 0 && limit.IsCancellationRequested)
                return $"'{name}' had not ended after {_limit.TotalMinutes:0.##} minutes";
            return process.ExitCode == 0 ? null : $"'{name}' ended with {process.ExitCode}: {error.Trim()[..Math.Min(Quoted, error.Trim().Length)]}";
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            return $"'{file}' could not be run: {e.Message}";
        }
    }

    private string? Find(string name) => _path
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Where(Path.IsPathFullyQualified)
        .SelectMany(folder => OperatingSystem.IsWindows() ? new[] { $"{name}.exe" } : [name], Path.Combine)
        .FirstOrDefault(IsProgram);

    private static bool IsProgram(string file) =>
        File.Exists(file) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != UnixFileMode.None);
}
