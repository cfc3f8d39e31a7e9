namespace SynthTrain.Sdk.Tests.Support;

/// <summary>A copy of <c>samples/PocketGuide</c>.</summary>
internal sealed class PocketGuide(string? folder = null) : SampleProject("PocketGuide", folder, "data/interim", "data/processed", "eval/suites");
