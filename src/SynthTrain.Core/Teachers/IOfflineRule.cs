namespace SynthTrain.Core.Teachers;

/// <summary>How the offline teacher answers one kind of request. Pure: the same request, the same text.</summary>
/// <remarks>An implementation has a public constructor without parameters, stands in its stage's folder and carries <see cref="OfflineRuleAttribute"/>.</remarks>
public interface IOfflineRule
{
    /// <summary>The answer's text.</summary>
    string Answer(TeacherRequest request);
}
