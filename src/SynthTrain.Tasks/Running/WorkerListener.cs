using System.Globalization;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Protocol;
using SynthTrain.Core.Stages;
using SynthTrain.Tasks.Messages;

namespace SynthTrain.Tasks.Running;

/// <summary>Turns a worker's messages into the build's.</summary>
internal sealed class WorkerListener(string stage, TaskMessages messages, LiveProgress progress)
{
    private WorkerMessage? _result;
    private bool _spoke;

    /// <summary>Whether a result came that lets the build go on.</summary>
    public bool Succeeded => _result is { State: not (null or "failed" or "interrupted") };

    /// <summary>Passes one message on.</summary>
    public void Receive(WorkerMessage message)
    {
        switch (message.Type)
        {
            case "progress":
                progress.Report(new StageProgress(message.Done ?? 0, message.Total ?? 0, message.Reused ?? 0, message.Tokens ?? 0, message.Cost) { Unit = message.Unit });
                break;
            case "diagnostic":
                messages.Report(Diagnostic(message));
                break;
            case "text":
                _spoke = true;
                messages.Line(message.Message ?? "");
                break;
            case "detail":
                messages.Detail(message.Message ?? "");
                break;
            case "checkpoint":
                messages.Line(string.Create(CultureInfo.InvariantCulture, $"{stage}: {message.Done ?? 0} rows are kept"));
                break;
            case "result":
                Conclude(message);
                break;
            default:
                messages.Detail(message.ToLine());
                break;
        }
    }

    /// <summary>Why there is no good result, when the worker itself reported no error.</summary>
    public Diagnostic Explain(int exitCode, string errorTail) => _result switch
    {
        { State: "interrupted" } => Core.Diagnostics.Diagnostic.Error(Codes.Interrupted, $"Stage '{stage}' was interrupted; what was done is kept, build again to go on."),
        { } => Core.Diagnostics.Diagnostic.Error(Codes.Internal, $"Stage '{stage}' failed without saying why."),
        null => Core.Diagnostics.Diagnostic.Error(
            Codes.WorkerCrashed,
            string.Create(CultureInfo.InvariantCulture, $"The worker of stage '{stage}' ended with exit code {exitCode} and without a result; build again to resume.{Tail(errorTail)}")),
    };

    private void Conclude(WorkerMessage result)
    {
        _result = result;
        // A stage that ran has said all this line by line.
        if (_spoke || !Succeeded)
            messages.Detail($"{stage}: {result.State}: {result.Message}");
        else
            messages.Line($"{stage}: {result.Message}");
    }

    private static string Tail(string errorTail) => errorTail.Length == 0 ? " It wrote nothing to its standard error." : $" Its standard error ended with:{Environment.NewLine}{errorTail}";

    private static Diagnostic Diagnostic(WorkerMessage message) => new(
        message.Severity switch { "error" => DiagnosticSeverity.Error, "warning" => DiagnosticSeverity.Warning, _ => DiagnosticSeverity.Info },
        message.Code ?? Codes.Internal,
        message.Message ?? "",
        message.File,
        message.Line ?? 0,
        message.Column ?? 0);
}
