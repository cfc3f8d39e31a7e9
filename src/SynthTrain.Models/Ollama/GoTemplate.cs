namespace SynthTrain.Models.Ollama;

/// <summary>A chat template in Go's <c>text/template</c>, as Ollama renders it.</summary>
/// <param name="Text">The template, without the begin-of-sequence token: Ollama's tokenizer adds that itself, and twice would be wrong.</param>
/// <param name="Stop">Texts that end a turn: for <c>PARAMETER stop</c>.</param>
/// <param name="Limits">
/// Kinds of rare conversations that Ollama renders in another way than the model's own template, such as <c>whitespace around texts</c>
/// (Go templates in Ollama cannot trim); empty when none is known. Tell the user.
/// </param>
public sealed record GoTemplate(string Text, IReadOnlyList<string> Stop, IReadOnlyList<string> Limits);
