namespace SynthTrain.Core.JsonSchema;

/// <summary>A pattern that is not ECMA-262, or beyond what is supported; the message continues "pattern 'x' …".</summary>
internal sealed class EcmaPatternException(string message, Exception? inner = null) : Exception(message, inner);
