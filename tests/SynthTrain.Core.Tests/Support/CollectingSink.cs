using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Core.Tests.Support;

internal sealed class CollectingSink : IDiagnosticSink
{
    public List<Diagnostic> Diagnostics { get; } = [];

    public void Report(Diagnostic diagnostic)
    {
        lock (Diagnostics)
            Diagnostics.Add(diagnostic);
    }
}
