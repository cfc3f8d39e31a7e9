namespace SynthTrain.Models.Ollama;

/// <summary>A piece of a Go template.</summary>
/// <param name="Kind"><c>text</c>, <c>print</c>, <c>new</c> (<c>:=</c>), <c>set</c> (<c>=</c>), <c>if</c> or <c>range</c>.</param>
/// <param name="Text">A text, or the variable of a <c>new</c>, <c>set</c> or <c>range</c>.</param>
/// <param name="Value">What is printed, tested or walked.</param>
internal sealed record GoNode(string Kind, string Text, GoValue? Value)
{
    /// <summary>What is run when the test holds.</summary>
    public List<GoNode> Body { get; } = [];

    /// <summary>What is run when it does not; empty for a <c>range</c>.</summary>
    public List<GoNode> Else { get; } = [];
}
