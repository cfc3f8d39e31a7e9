namespace SynthTrain.Core.Diagnostics;

/// <summary>One message to the user: a stable code, what was given, what is allowed, what to do, and where.</summary>
/// <param name="Severity">How much it weighs.</param>
/// <param name="Code">One of <see cref="Codes"/>.</param>
/// <param name="Message">A full sentence, without the code and without the position.</param>
/// <param name="File">The file it is about, relative to the project or absolute; null when there is none.</param>
/// <param name="Line">1-based line in <paramref name="File"/>; 0 when unknown.</param>
/// <param name="Column">1-based column in <paramref name="File"/>; 0 when unknown.</param>
public sealed record Diagnostic(
    DiagnosticSeverity Severity,
    string Code,
    string Message,
    string? File = null,
    int Line = 0,
    int Column = 0)
{
    /// <summary>An error.</summary>
    public static Diagnostic Error(string code, string message, string? file = null, int line = 0, int column = 0) =>
        new(DiagnosticSeverity.Error, code, message, file, line, column);

    /// <summary>A warning.</summary>
    public static Diagnostic Warning(string code, string message, string? file = null, int line = 0, int column = 0) =>
        new(DiagnosticSeverity.Warning, code, message, file, line, column);

    /// <summary>A note.</summary>
    public static Diagnostic Info(string code, string message, string? file = null, int line = 0, int column = 0) =>
        new(DiagnosticSeverity.Info, code, message, file, line, column);

    /// <summary>The form of compilers: <c>file(line,col): error ST0001: text</c>.</summary>
    public override string ToString()
    {
        var severity = Severity switch
        {
            DiagnosticSeverity.Error => "error",
            DiagnosticSeverity.Warning => "warning",
            _ => "message",
        };
        var position = Line > 0 ? $"({Line},{Math.Max(Column, 1)})" : "";
        return File is null ? $"{severity} {Code}: {Message}" : $"{File}{position}: {severity} {Code}: {Message}";
    }
}
