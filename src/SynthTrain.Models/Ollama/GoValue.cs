namespace SynthTrain.Models.Ollama;

/// <summary>A value of a Go template.</summary>
/// <param name="Kind"><c>literal</c>, <c>variable</c>, <c>dot</c>, <c>call</c>, or while it is read <c>function</c>: a name whose arguments are to come.</param>
/// <param name="Name">Of a variable or function.</param>
/// <param name="Literal">Of a literal.</param>
/// <param name="Fields">Read from the value, in order.</param>
/// <param name="Arguments">Of a call.</param>
internal sealed record GoValue(string Kind, string Name, object? Literal, string[] Fields, GoValue[] Arguments);
