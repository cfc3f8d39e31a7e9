namespace SynthTrain.Core.Builds;

/// <summary>How a commit treats the lockfile.</summary>
/// <param name="Replace">An entry whose key is current may be replaced: the user asked for a new result.</param>
/// <param name="Ci">The lockfile is not written.</param>
internal readonly record struct Pinning(bool Replace, bool Ci);
