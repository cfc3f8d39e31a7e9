namespace SynthTrain.Core.Teachers;

/// <summary>Names the <see cref="TeacherRequest.Task"/> that an <see cref="IOfflineRule"/> answers.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OfflineRuleAttribute(string task) : Attribute
{
    /// <summary>The task.</summary>
    public string Task { get; } = task;

    /// <summary>Raised when the rule's answers change; part of the offline teacher's identity, so old answers are not taken for new ones.</summary>
    public int Version { get; init; } = 1;
}
