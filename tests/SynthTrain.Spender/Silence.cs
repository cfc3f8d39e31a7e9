using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Spender;

/// <summary>Nobody listens.</summary>
internal sealed class Silence : IDiagnosticSink
{
    public void Report(Diagnostic diagnostic)
    {
    }
}
