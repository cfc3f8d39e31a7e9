namespace SynthTrain.Models.Ollama;

/// <summary>The program <c>ollama</c>.</summary>
/// <param name="run">Runs a program with arguments in a folder; null when there is no such program. Who calls this room brings the processes.</param>
public sealed class OllamaProgram(Func<string, IReadOnlyList<string>, string, CancellationToken, Task<OllamaProcess?>> run)
{
    private static readonly string s_file = OperatingSystem.IsWindows() ? "ollama.exe" : "ollama";

    /// <summary>Where the program is: looked for in the folders of a search path alone, so that a file of that name in the current folder is never run.</summary>
    /// <param name="path">The value of <c>PATH</c>; entries that are no absolute paths are passed over.</param>
    /// <returns>The program's full path; null when there is none.</returns>
    public static string? Find(string? path)
        => (path ?? string.Empty).Split(Path.PathSeparator).Where(Path.IsPathFullyQualified).Select(folder => Path.Combine(folder, s_file)).FirstOrDefault(IsProgram);

    private static bool IsProgram(string file)
        => File.Exists(file) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != UnixFileMode.None);

    /// <summary>Runs <c>ollama create NAME -f Modelfile</c>.</summary>
    /// <param name="name">The model's name in Ollama.</param>
    /// <param name="folder">Where the Modelfile is.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>False when there is no program <c>ollama</c>.</returns>
    /// <exception cref="ModelException"><see cref="ModelFault.OllamaFailed"/> with what the program said.</exception>
    public async Task<bool> CreateAsync(string name, string folder, CancellationToken cancellation = default)
    {
        if (name.Length == 0 || name.StartsWith('-') || name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
            throw new ModelException(ModelFault.OllamaFailed, $"'{name}' cannot be the name of a model in Ollama; allowed is a name such as 'my-model' or 'me/my-model:latest', without spaces. Choose another.");
        var file = Path.Combine(folder, "Modelfile");
        if (!File.Exists(file))
            throw new ModelException(ModelFault.NotFound, $"'{file}' does not exist; write the Modelfile before 'ollama create' is run.", file);
        var result = await run("ollama", ["create", name, "-f", "Modelfile"], folder, cancellation);
        if (result is null)
            return false;
        return result.ExitCode == 0 ? true : throw new ModelException(
            ModelFault.OllamaFailed, $"'ollama create {name} -f Modelfile' in '{folder}' ended with {result.ExitCode} and said: {Tail(result.Error)}. Is the server running ('ollama serve')? Run the command by hand to see more.", file);
    }

    private static string Tail(string error) => error.Trim() is { Length: > 2000 } longer ? "…" + longer[^2000..] : error.Trim();
}
