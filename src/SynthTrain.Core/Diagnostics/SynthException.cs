namespace SynthTrain.Core.Diagnostics;

/// <summary>A fault with a code: thrown where the work cannot go on, turned into one build error at the door.</summary>
public sealed class SynthException : Exception
{
    /// <summary>Carries one diagnostic.</summary>
    public SynthException(Diagnostic diagnostic, Exception? inner = null)
        : this([diagnostic], inner)
    {
    }

    /// <summary>Carries all faults that validation found, reported together.</summary>
    /// <param name="diagnostics">At least one.</param>
    /// <param name="inner">What caused it.</param>
    public SynthException(IReadOnlyList<Diagnostic> diagnostics, Exception? inner = null)
        : base(diagnostics[0].ToString(), inner) => Diagnostics = diagnostics;

    /// <summary>An error with a position.</summary>
    public SynthException(string code, string message, string? file = null, int line = 0, int column = 0)
        : this(Diagnostic.Error(code, message, file, line, column))
    {
    }

    /// <summary>What to tell the user; never empty.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }
}
