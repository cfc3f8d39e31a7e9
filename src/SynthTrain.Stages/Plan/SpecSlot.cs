namespace SynthTrain.Stages.Plan;

/// <summary>A slot of templates and the words it may take.</summary>
/// <param name="Name">Its name.</param>
/// <param name="By">The field that chooses the list, such as <c>region</c>; null when one list serves all rows.</param>
/// <param name="Lists">The lists by entry name; the one key is empty when <paramref name="By"/> is null.</param>
internal sealed record SpecSlot(string Name, string? By, IReadOnlyDictionary<string, IReadOnlyList<string>> Lists);
