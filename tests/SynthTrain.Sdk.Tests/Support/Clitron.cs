namespace SynthTrain.Sdk.Tests.Support;

/// <summary>A copy of <c>samples/Clitron</c>.</summary>
internal sealed class Clitron() : SampleProject("Clitron", null, "training/data");
