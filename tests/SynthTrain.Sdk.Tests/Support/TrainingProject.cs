namespace SynthTrain.Sdk.Tests.Support;

/// <summary>A data project without data stages that trains: 56 chats, 8 to validate, a golden model or one from scratch.</summary>
internal sealed class TrainingProject : IDisposable
{
    private int _builds;

    /// <param name="model">A model of <c>tests/golden/models</c>, copied into <c>base/</c>; null trains from scratch.</param>
    /// <param name="config">The text of <c>configs/sft_config.yaml</c>.</param>
    public TrainingProject(string? model, string config)
    {
        Root = Directory.CreateTempSubdirectory("synthtrain-training-").FullName;
        if (model is not null)
            CopyModel(model);
        var rows = File.ReadAllLines(Repository.Path("tests", "golden", "training", "sft.jsonl"));
        Write("data/train.jsonl", string.Concat(rows[..56].Select(row => row + "\n")));
        Write("data/train_val.jsonl", string.Concat(rows[56..].Select(row => row + "\n")));
        Write("configs/sft_config.yaml", config);
        // The outer repository must not leak in, nor any folder above the temporary one.
        Write("Directory.Build.props", "<Project />");
        Write("Directory.Build.targets", "<Project />");
        Write("Directory.Build.rsp", "");
        Write("Tiny.synthproj", $"""
            <Project>
              <Import Project="{Repository.Path("src", "SynthTrain.Sdk", "Sdk", "Sdk.props")}" />
              <PropertyGroup>
                <SynthRecipe>Models</SynthRecipe>
              </PropertyGroup>
              <Import Project="{Repository.Path("src", "SynthTrain.Sdk", "Sdk", "Sdk.targets")}" />
            </Project>
            """);
    }

    public string Root { get; }

    public string this[string relative] => Path.Combine(Root, relative);

    public void Write(string relative, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[relative])!);
        File.WriteAllText(this[relative], text);
    }

    /// <summary><c>dotnet build -t:verb</c> with a binary log.</summary>
    public CliResult Build(string verb, string options = "", IReadOnlyDictionary<string, string>? environment = null) =>
        Cli.Run(Root, $"build --no-restore -t:{verb} -tl:off -p:SynthThreads=2 {options}", environment, this[$"build{++_builds}.binlog"]);

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private void CopyModel(string model)
    {
        Directory.CreateDirectory(this["base"]);
        // Read and written, not copied: the golden files may be read-only.
        foreach (var file in Directory.GetFiles(Repository.Path("tests", "golden", "models", model)))
            File.WriteAllBytes(this[$"base/{Path.GetFileName(file)}"], File.ReadAllBytes(file));
    }
}
