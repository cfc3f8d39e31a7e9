namespace SynthTrain.Stages.Critiques;

/// <summary>An entry of a payload, as far as it can be read.</summary>
/// <param name="Pointer">JSON pointer to it.</param>
/// <param name="Id">Its id; empty when it has none.</param>
/// <param name="Text">What it says.</param>
/// <param name="MayChange">Whether its certainty is <c>may_change</c>.</param>
internal sealed record AnswerEntry(string Pointer, string Id, string Text, bool MayChange);
