namespace SynthTrain.Stages.Qa;

/// <summary>A row rejected for being like an earlier one.</summary>
/// <param name="Id">The later row, which is rejected.</param>
/// <param name="Of">The earlier row, which stays.</param>
/// <param name="Similarity">Jaccard similarity; 1 for exact duplicates.</param>
internal sealed record DuplicatePair(string Id, string Of, double Similarity);
