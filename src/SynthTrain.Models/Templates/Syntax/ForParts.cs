namespace SynthTrain.Models.Templates;

/// <summary>What a <c>for</c> is made of.</summary>
/// <param name="Target">The names of an item.</param>
/// <param name="Iterable">What is walked.</param>
/// <param name="Test">What an item must meet.</param>
/// <param name="Recursive">Whether <c>loop(…)</c> may be called.</param>
/// <param name="Body">For each item.</param>
/// <param name="Otherwise">When there was none.</param>
internal sealed record ForParts(Expr Target, Expr Iterable, Expr? Test, bool Recursive, Stmt[] Body, Stmt[] Otherwise);
