namespace SynthTrain.Sdk.Tests.Support;

/// <summary>A data project whose worker is the one of <c>SynthTrain.FakeWorker</c>: real targets, tasks and engine around stages without content.</summary>
internal sealed class FakeProject : IDisposable
{
    private readonly string _top;
    private int _builds;

    /// <summary>A project in a temporary folder.</summary>
    /// <param name="folder">The folder's name; tests put in what MSBuild treats specially.</param>
    public FakeProject(string folder = "Data")
    {
        _top = Directory.CreateTempSubdirectory("synth-").FullName;
        Root = Path.Combine(_top, folder);
        foreach (var file in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
            Write("../" + file, "<Project />");
        Write("Fake.synthproj", $"""
            <Project>
              <Import Project="{Repository.Path("src")}/SynthTrain.Sdk/Sdk/Sdk.props" />
              <Import Project="{Repository.Path("src")}/SynthTrain.Sdk/Sdk/Sdk.targets" />
            </Project>
            """);
        Write("data/specs/dataset_v1_spec.yaml", "rows: 3\n");
        foreach (var schema in new[] { "response", "critique" })
            Write($"data/schemas/{schema}.schema.json", "{}\n");
        foreach (var prompt in new[] { "draft", "critique", "refine" })
            Write($"prompts/{prompt}.md", prompt + "\n");
        Write("configs/teacher.yaml", "default: offline\nteachers:\n  offline:\n    provider: offline\n");
    }

    /// <summary>The project's folder.</summary>
    public string Root { get; }

    /// <summary>What each call needs to find the worker.</summary>
    public static string Worker => $"\"-p:_SynthWorker={Path.Combine(AppContext.BaseDirectory, "SynthTrain.FakeWorker.dll")}\"";

    public string this[string relative] => Path.GetFullPath(Path.Combine(Root, relative));

    public void Write(string relative, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[relative])!);
        File.WriteAllText(this[relative], text);
    }

    /// <summary>Copies a file from anywhere, to anywhere.</summary>
    public void Copy(string source, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[target])!);
        File.Copy(source, this[target], overwrite: true);
    }

    /// <summary><c>dotnet build</c> of the project, without restore, with a binary log.</summary>
    public CliResult Build(string arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        Dotnet($"build --no-restore {arguments}", environment);

    /// <summary>Any verb of <c>dotnet</c> in the project's folder, with a binary log beside it.</summary>
    public CliResult Dotnet(string arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        Cli.Run(Root, $"{arguments} -tl:off {Worker}", environment, Path.Combine(_top, $"build{++_builds}.binlog"));

    /// <summary>Files that stages made, with their bytes' hash and their time.</summary>
    public SortedDictionary<string, DateTime> Data()
    {
        var data = new SortedDictionary<string, DateTime>(StringComparer.Ordinal);
        foreach (var folder in new[] { "data", "eval", ".synthtrain" }.Where(folder => Directory.Exists(this[folder])))
        {
            foreach (var file in Directory.GetFiles(this[folder], "*", SearchOption.AllDirectories))
                data[Path.GetRelativePath(Root, file)] = File.GetLastWriteTimeUtc(file);
        }

        return data;
    }

    public void Dispose() => Directory.Delete(_top, recursive: true);
}
