namespace SynthTrain.Stages.Plan;

/// <summary>Where a row stands in the four dimensions, as indices of entries.</summary>
internal readonly record struct PlanCell(int Category, int PayloadType, int Region, int Difficulty);
