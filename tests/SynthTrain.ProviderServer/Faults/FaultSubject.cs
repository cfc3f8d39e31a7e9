namespace SynthTrain.Loopback.Faults;

/// <summary>What a script looks at.</summary>
/// <param name="Number">The request's number, from 1.</param>
/// <param name="Attempt">How often the same content came, this time included.</param>
/// <param name="ContentHash">Hash of path and body.</param>
/// <param name="Model">The model.</param>
/// <param name="Prompt">The prompt's text, made when it is asked for.</param>
internal readonly record struct FaultSubject(long Number, int Attempt, string ContentHash, string Model, Func<string> Prompt);
