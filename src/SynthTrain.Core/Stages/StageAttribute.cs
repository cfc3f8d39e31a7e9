namespace SynthTrain.Core.Stages;

/// <summary>Names a stage, so that the worker finds it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StageAttribute(string name) : Attribute
{
    /// <summary>The stage's name, lower case, as in its <c>.targets</c> file.</summary>
    public string Name { get; } = name;

    /// <summary>Raised when the same inputs would give other bytes; equal to the version in the <c>.targets</c> file.</summary>
    public int CodeVersion { get; init; } = 1;
}
