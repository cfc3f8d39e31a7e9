namespace SynthTrain.Tasks.Messages;

/// <summary>Guesses whether the terminal logger shows this build; a task is not told.</summary>
/// <remarks>A wrong guess costs looks only: progress prints as lines, or lines come a little more often.</remarks>
internal static class TerminalProbe
{
    private static readonly Lazy<bool> Guess = new(() => Decide(
        Environment.GetCommandLineArgs(), Environment.GetEnvironmentVariable, Console.IsOutputRedirected));

    /// <summary>The guess for this process; made once.</summary>
    public static bool IsTerminalLogger => Guess.Value;

    /// <summary>Command line before environment before the terminal itself, as MSBuild does.</summary>
    public static bool Decide(IEnumerable<string> arguments, Func<string, string?> environment, bool redirected)
    {
        var switches = arguments.LastOrDefault(IsSwitch)?.Split(':', 2) is [_, var value] ? value : null;
        return (switches ?? environment("MSBUILDTERMINALLOGGER"))?.ToUpperInvariant() switch
        {
            "OFF" or "FALSE" => false,
            "ON" or "TRUE" => true,
            _ => !redirected && environment("TERM") is not (null or "" or "dumb"),
        };
    }

    private static bool IsSwitch(string argument)
    {
        var name = argument.TrimStart('-', '/').Split(':', 2)[0].ToUpperInvariant();
        return argument.Length > 0 && argument[0] is '-' or '/' && name is "TL" or "TERMINALLOGGER" or "LL" or "LIVELOGGER";
    }
}
