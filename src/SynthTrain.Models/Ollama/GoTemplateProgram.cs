using System.Text;

namespace SynthTrain.Models.Ollama;

/// <summary>
/// Runs the part of Go's <c>text/template</c> that exported templates use (https://pkg.go.dev/text/template): fields, variables, <c>if</c>, <c>range</c>
/// and the functions eq, ne, and, or, not, len, index, slice.
/// </summary>
internal sealed class GoTemplateProgram
{
    private readonly List<GoNode> _body;

    private GoTemplateProgram(List<GoNode> body) => _body = body;

    /// <exception cref="ModelException">For what is not of that part.</exception>
    public static GoTemplateProgram Parse(string text) => new(new GoTemplateParser(text).Parse());

    public string Run(IReadOnlyList<GoMessage> messages)
    {
        var root = new Dictionary<string, object?>(StringComparer.Ordinal) { ["Messages"] = messages };
        var to = new StringBuilder();
        new GoTemplateRun(to, root).All(_body, root);
        return to.ToString();
    }
}
