using SynthTrain.Core.IO;
using SynthTrain.Teachers.Secrets;

namespace SynthTrain.Worker;

/// <summary>Where the worker's keys come from: its environment, then <c>.env</c> beside the project file. No other process of a build reads them.</summary>
internal static class ProjectKeys
{
    /// <summary>The keys of a project whose folder may not be known yet.</summary>
    public static KeyRing Of(IFileSystem files, Func<string?> project) => new(new KeySource(files, Environment.GetEnvironmentVariable, project).Find);
}
