namespace SynthTrain.Models;

/// <summary>One tensor that was written.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Number">From 1.</param>
/// <param name="Count">Tensors of the model.</param>
public sealed record WrittenTensor(string Name, int Number, int Count);
