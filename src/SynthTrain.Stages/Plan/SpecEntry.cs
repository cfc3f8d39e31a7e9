namespace SynthTrain.Stages.Plan;

/// <summary>One entry of a dimension: a category, a difficulty, a payload type or a region.</summary>
/// <param name="Name">Its name in rows.</param>
/// <param name="Label">Its words in prompts; default the name with spaces.</param>
/// <param name="Quota">How many rows of the plan have it.</param>
/// <param name="Facts">For a difficulty: how many facts a row gets.</param>
internal sealed record SpecEntry(string Name, string Label, int Quota, int Facts);
