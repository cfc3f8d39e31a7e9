namespace SynthTrain.Models.Templates;

/// <summary>An error inside a template, with the name of the Python exception that transformers raises in its place.</summary>
/// <remarks>Never leaves the room: <see cref="ChatTemplate"/> turns it into a <see cref="ModelException"/> and keeps it as the inner exception.</remarks>
internal sealed class TemplateError(string kind, string message, int line = 0) : Exception(message)
{
    /// <summary>The name of Python's or Jinja's exception class, such as <c>UndefinedError</c>.</summary>
    public string Kind { get; } = kind;

    /// <summary>From 1; 0 as long as it is not known.</summary>
    public int Line { get; set; } = line;
}
