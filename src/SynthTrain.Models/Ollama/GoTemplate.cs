namespace SynthTrain.Models.Ollama;

/// <summary>A chat template in Go's <c>text/template</c>, as Ollama renders it.</summary>
/// <param name="Text">The template, without the begin-of-sequence token where the tokenizer adds it: twice would be wrong.</param>
/// <param name="Stop">Texts that end a turn: for <c>PARAMETER stop</c>.</param>
/// <param name="Limits">
/// Kinds of conversations that Ollama renders in another way than the model's own template, such as <c>whitespace around texts</c>
/// (Go templates in Ollama cannot trim) or <c>thoughts in an earlier answer</c> (each chat of several turns with a reasoning model);
/// empty when none is known. Tell the user.
/// </param>
public sealed record GoTemplate(string Text, IReadOnlyList<string> Stop, IReadOnlyList<string> Limits);
