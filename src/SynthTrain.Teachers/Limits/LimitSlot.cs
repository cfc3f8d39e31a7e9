namespace SynthTrain.Teachers.Limits;

/// <summary>A place that a request took.</summary>
/// <param name="Number">Its number; below 0 for none.</param>
/// <param name="Sent">When it was taken, in ticks of the clock.</param>
public readonly record struct LimitSlot(long Number, long Sent);
