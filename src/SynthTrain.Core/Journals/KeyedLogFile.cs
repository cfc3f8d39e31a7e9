namespace SynthTrain.Core.Journals;

/// <summary>Names a log.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Display">The name that messages print.</param>
/// <param name="Repair">Whether a torn last line is cut off: only for who appends, since it may be another process's line under way.</param>
public sealed record KeyedLogFile(string Path, string Display, bool Repair);
