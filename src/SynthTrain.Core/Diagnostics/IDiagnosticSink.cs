namespace SynthTrain.Core.Diagnostics;

/// <summary>Where diagnostics go. Implementations do not throw and may be called from several threads.</summary>
public interface IDiagnosticSink
{
    /// <summary>Passes one diagnostic on.</summary>
    void Report(Diagnostic diagnostic);
}
