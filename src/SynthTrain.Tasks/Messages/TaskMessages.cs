using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Tasks.Messages;

/// <summary>How tasks speak: coded diagnostics with their place and page, and lines that both loggers show.</summary>
/// <remarks>To be called from the thread that is inside <c>Execute</c> only.</remarks>
internal sealed class TaskMessages(TaskLoggingHelper log, IBuildEngine engine, string project)
{
    private static readonly string Pages = Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(typeof(TaskMessages).Assembly.Location)!, "..", "..", "docs", "codes"));

    /// <summary>Logs a diagnostic; an information becomes an ordinary message.</summary>
    public void Report(Diagnostic diagnostic)
    {
        // Without a file of its own a fault is the project's, not the targets file's in which the task stands.
        var file = diagnostic.File is null ? project : Path.GetFullPath(diagnostic.File, Path.GetDirectoryName(project)!);
        switch (diagnostic.Severity)
        {
            case DiagnosticSeverity.Error:
                log.LogError(null, diagnostic.Code, null, PageOf(diagnostic.Code), file, diagnostic.Line, diagnostic.Column, 0, 0, "{0}", diagnostic.Message);
                break;
            case DiagnosticSeverity.Warning:
                log.LogWarning(null, diagnostic.Code, null, PageOf(diagnostic.Code), file, diagnostic.Line, diagnostic.Column, 0, 0, "{0}", diagnostic.Message);
                break;
            default:
                Line(diagnostic.ToString());
                break;
        }
    }

    /// <summary>A line for the user. The terminal logger shows ordinary messages of high importance only with <c>-v:d</c>; it shows this one.</summary>
    public void Line(string text) =>
        engine.LogMessageEvent(new ExtendedBuildMessageEventArgs("TLTESTOUTPUT", text, null, null, MessageImportance.High));

    /// <summary>A line for a log file.</summary>
    public void Detail(string text) => log.LogMessage(MessageImportance.Low, "{0}", text);

    /// <summary>The page of a code where the layout has pages; null elsewhere.</summary>
    private static string? PageOf(string code)
    {
        var page = Path.Combine(Pages, code + ".md");
        return File.Exists(page) ? new Uri(page).AbsoluteUri : null;
    }
}
