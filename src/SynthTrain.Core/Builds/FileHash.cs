namespace SynthTrain.Core.Builds;

/// <summary>A file by content.</summary>
/// <param name="Path">Relative to the project with <c>/</c>, or absolute when outside.</param>
/// <param name="Sha256">Lower-case hex.</param>
/// <param name="Length">Bytes.</param>
public sealed record FileHash(string Path, string Sha256, long Length);
