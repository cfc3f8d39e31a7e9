namespace SynthTrain.Training.Data;

/// <summary>A row that cannot be trained on; the message says what is wrong and what is allowed.</summary>
internal sealed class RowRefusedException(string message, Exception? inner = null) : Exception(message, inner);
