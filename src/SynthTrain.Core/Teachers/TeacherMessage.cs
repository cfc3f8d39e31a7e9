namespace SynthTrain.Core.Teachers;

/// <summary>One message of a conversation.</summary>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">The text.</param>
public sealed record TeacherMessage(string Role, string Content);
