namespace SynthTrain.Training.Generation.Json;

/// <summary>What is being written, and everything that may go on after it.</summary>
/// <param name="Head">What is being written.</param>
/// <param name="Below">The stacks that it may stand on; equal sets are one object.</param>
internal readonly record struct StackTop(Frame Head, AutomatonState Below);
