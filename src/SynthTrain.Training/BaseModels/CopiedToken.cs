namespace SynthTrain.Training.BaseModels;

/// <summary>What a model that copies knows of a token from the start.</summary>
/// <param name="Bare">The token that it is without the space that it begins with, or itself: a word is the same word with a space and without.</param>
/// <param name="Opens">Whether it opens a text in JSON, as <c>"title":"</c> does: what is copied next has no space before it.</param>
internal readonly record struct CopiedToken(int Bare, bool Opens);
