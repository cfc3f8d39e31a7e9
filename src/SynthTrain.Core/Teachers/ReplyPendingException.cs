namespace SynthTrain.Core.Teachers;

/// <summary>There is no reply yet: the request was noted (for a batch job, or for a forecast), and the row is to be run again once it is answered. Neither a failure nor a rejection.</summary>
public sealed class ReplyPendingException() : Exception("The request waits for its reply.");
