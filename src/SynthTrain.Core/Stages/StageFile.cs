namespace SynthTrain.Core.Stages;

/// <summary>An input or output of a stage.</summary>
/// <param name="Role">What it is to the stage, such as <c>plan</c>; one role may have several input files.</param>
/// <param name="Path">Relative to the project with <c>/</c>, or absolute when outside it.</param>
public sealed record StageFile(string Role, string Path);
