namespace SynthTrain.Core.Diagnostics;

/// <summary>How much a diagnostic weighs.</summary>
public enum DiagnosticSeverity
{
    /// <summary>Worth knowing; the build goes on.</summary>
    Info,

    /// <summary>Something a user should look at; the build goes on.</summary>
    Warning,

    /// <summary>The stage cannot finish.</summary>
    Error,
}
