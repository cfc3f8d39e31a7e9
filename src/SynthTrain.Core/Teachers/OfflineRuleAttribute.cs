namespace SynthTrain.Core.Teachers;

/// <summary>Names the <see cref="TeacherRequest.Task"/> that an <see cref="IOfflineRule"/> answers.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OfflineRuleAttribute(string task) : Attribute
{
    /// <summary>The task.</summary>
    public string Task { get; } = task;

    /// <summary>Raised when the rule's answers change, together with its stage's code version: the one keeps old replies from being taken for new ones, the other old results. A test holds the two together.</summary>
    public int Version { get; init; } = 1;
}
