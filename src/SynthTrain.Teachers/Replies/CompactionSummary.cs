namespace SynthTrain.Teachers.Replies;

/// <summary>What a compaction came to.</summary>
/// <param name="FilesBefore">Files that were read.</param>
/// <param name="BytesBefore">Their size.</param>
/// <param name="BytesAfter">The size of the one file that is left; 0 when there are no replies.</param>
/// <param name="Replies">Replies that are kept.</param>
public readonly record struct CompactionSummary(int FilesBefore, long BytesBefore, long BytesAfter, long Replies);
