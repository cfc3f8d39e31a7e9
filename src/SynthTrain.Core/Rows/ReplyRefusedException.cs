namespace SynthTrain.Core.Rows;

/// <summary>Ends a row function whose reply no stage may take; the runner rejects the row.</summary>
internal sealed class ReplyRefusedException() : Exception("The reply was refused.");
