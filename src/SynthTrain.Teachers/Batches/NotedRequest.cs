namespace SynthTrain.Teachers.Batches;

/// <summary>Where a noted request's line is, and what it may cost.</summary>
internal readonly record struct NotedRequest(UInt128 Key, long Offset, int Length, int InputTokens, int OutputTokens)
{
    /// <summary>The key as jobs carry it.</summary>
    public static string Text(UInt128 key) => key.ToString("x32", null);
}
