using SynthTrain.Core.Diagnostics;

namespace SynthTrain.ReplyWriter;

/// <summary>Diagnostics on standard error.</summary>
internal sealed class ErrorLines : IDiagnosticSink
{
    public void Report(Diagnostic diagnostic) => Console.Error.WriteLine(diagnostic);
}
