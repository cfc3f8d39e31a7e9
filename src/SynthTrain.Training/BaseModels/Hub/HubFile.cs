namespace SynthTrain.Training.BaseModels.Hub;

/// <summary>A file of a base model.</summary>
/// <param name="Name">Its name in the repository's first folder.</param>
/// <param name="Sha256">Of its bytes, in hexadecimal digits.</param>
/// <param name="Size">In bytes.</param>
public sealed record HubFile(string Name, string Sha256, long Size);
