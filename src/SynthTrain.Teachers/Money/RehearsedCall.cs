namespace SynthTrain.Teachers.Money;

/// <summary>A request that would be sent.</summary>
/// <param name="Row">The row that asks.</param>
/// <param name="Task">What is asked for.</param>
/// <param name="Model">The model that is asked first.</param>
/// <param name="InputTokens">Tokens of the prompt, about.</param>
/// <param name="OutputTokens">The most tokens that the reply is counted with.</param>
/// <param name="Cost">The most US dollars that it is counted with; null when no price is known.</param>
public readonly record struct RehearsedCall(string Row, string Task, string Model, long InputTokens, long OutputTokens, decimal? Cost);
