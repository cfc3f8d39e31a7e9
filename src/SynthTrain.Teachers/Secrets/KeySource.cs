using SynthTrain.Core.IO;

namespace SynthTrain.Teachers.Secrets;

/// <summary>Where keys are: the environment first, then <c>.env</c> beside the project file, which is read when the first key is asked for.</summary>
/// <param name="files">The file system.</param>
/// <param name="environment">Looks a variable of the environment up.</param>
/// <param name="project">The project's folder; null while it is not known.</param>
public sealed class KeySource(IFileSystem files, Func<string, string?> environment, Func<string?> project)
{
    private const string FileName = ".env";
    private readonly Lock _gate = new();
    private IReadOnlyDictionary<string, string>? _file;

    /// <summary>A variable's value; null when neither has it. An empty variable of the environment counts as absent, since CI systems set those for secrets that a build may not see.</summary>
    /// <exception cref="Core.Diagnostics.SynthException">The file has a line that is none.</exception>
    public string? Find(string variable) =>
        environment(variable) is { Length: > 0 } value ? value : File().GetValueOrDefault(variable);

    private IReadOnlyDictionary<string, string> File()
    {
        lock (_gate)
            return _file ??= project() is { } folder ? DotEnv.Load(files, Path.Combine(folder, FileName), FileName) : new Dictionary<string, string>();
    }
}
