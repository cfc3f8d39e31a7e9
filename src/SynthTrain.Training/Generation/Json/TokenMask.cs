namespace SynthTrain.Training.Generation.Json;

/// <summary>Which tokens may come.</summary>
/// <param name="Bits">A bit each.</param>
/// <param name="Most">The most that it takes to finish the document behind one of them.</param>
internal sealed record TokenMask(ulong[] Bits, int Most);
