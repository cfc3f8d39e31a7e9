namespace SynthTrain.Loopback.Requests;

/// <summary>One message as text.</summary>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>, whatever the provider calls it.</param>
/// <param name="Content">Its text parts, joined.</param>
public sealed record ServerMessage(string Role, string Content);
