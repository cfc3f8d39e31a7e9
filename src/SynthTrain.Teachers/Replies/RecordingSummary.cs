namespace SynthTrain.Teachers.Replies;

/// <summary>What was recorded.</summary>
/// <param name="Replies">Replies in the file.</param>
/// <param name="New">Those that the file did not hold before.</param>
/// <param name="Bytes">The file's size.</param>
public readonly record struct RecordingSummary(int Replies, int New, long Bytes);
