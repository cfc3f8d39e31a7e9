namespace SynthTrain.Models;

/// <summary>The one exception that this room throws for bad input: what was given, what is allowed, where.</summary>
/// <remarks>Anything else that leaves a reader or writer, but <see cref="IOException"/> and <see cref="OperationCanceledException"/>, is a fault of SynthTrain.</remarks>
public sealed class ModelException : Exception
{
    /// <summary>Says what is wrong, and where.</summary>
    /// <param name="fault">The kind.</param>
    /// <param name="message">What was given (quoted), what is allowed, what to do.</param>
    /// <param name="file">The file, as the caller named it.</param>
    /// <param name="line">From 1; 0 for files that have no lines.</param>
    /// <param name="column">From 1, in UTF-16 units; 0 when the line is all that is known.</param>
    /// <param name="inner">What caused it.</param>
    public ModelException(ModelFault fault, string message, string? file = null, int line = 0, int column = 0, Exception? inner = null)
        : base(message, inner) => (Fault, File, Line, Column) = (fault, file, line, column);

    /// <summary>The kind.</summary>
    public ModelFault Fault { get; }

    /// <summary>The file, as the caller named it.</summary>
    public string? File { get; }

    /// <summary>From 1; 0 when unknown.</summary>
    public int Line { get; }

    /// <summary>From 1; 0 when unknown.</summary>
    public int Column { get; }

    /// <summary>The code that users see, such as <c>ST3002</c>.</summary>
    public string Code => $"ST{(int)Fault}";
}
