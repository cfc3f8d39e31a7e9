namespace SynthTrain.Core.Teachers;

/// <summary>A call that got no answer: network, rate limit, server fault, timeout.</summary>
public sealed class TeacherException(string message, Exception? inner = null) : Exception(message, inner);
