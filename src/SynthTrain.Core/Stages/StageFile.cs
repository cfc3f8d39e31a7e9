namespace SynthTrain.Core.Stages;

/// <summary>An input or output of a stage.</summary>
/// <param name="Role">What it is to the stage, such as <c>plan</c>; one role may have several input files.</param>
/// <param name="Path">Relative to the project with <c>/</c>, or absolute when outside it.</param>
public sealed record StageFile(string Role, string Path)
{
    /// <summary>The role of an assembly that the user names; an input for stages whose teacher is the user's own chat client, and for no other.</summary>
    public const string Assembly = "assembly";

    /// <summary>The role of what stands beside such an assembly and belongs to it.</summary>
    public const string AssemblyPart = "assembly part";

    /// <summary>Whether it is part of the user's code.</summary>
    internal bool IsCode => Role is Assembly or AssemblyPart;
}
