namespace SynthTrain.Sdk.Tests.Support;

/// <summary>A data project without data stages, with a golden model beside it.</summary>
internal sealed class ModelProject : IDisposable
{
    private int _builds;

    /// <summary>Copies a model of <c>tests/golden/models</c> into <c>base/</c>.</summary>
    public ModelProject(string model)
    {
        Root = Directory.CreateTempSubdirectory("synthtrain-model-").FullName;
        var golden = Repository.Path("tests", "golden", "models", model);
        Directory.CreateDirectory(this["base"]);
        // Read and written, not copied: the golden files may be read-only.
        foreach (var file in Directory.GetFiles(golden))
            File.WriteAllBytes(this[$"base/{Path.GetFileName(file)}"], File.ReadAllBytes(file));
        // The outer repository must not leak in, nor any folder above the temporary one.
        File.WriteAllText(this["Directory.Build.props"], "<Project />");
        File.WriteAllText(this["Directory.Build.targets"], "<Project />");
        File.WriteAllText(this["Directory.Build.rsp"], "");
        File.WriteAllText(this["Tiny.synthproj"], $"""
            <Project>
              <Import Project="{Repository.Path("src", "SynthTrain.Sdk", "Sdk", "Sdk.props")}" />
              <PropertyGroup>
                <SynthRecipe>Models</SynthRecipe>
                <SynthModel Condition="'$(SynthModel)' == ''">base</SynthModel>
              </PropertyGroup>
              <Import Project="{Repository.Path("src", "SynthTrain.Sdk", "Sdk", "Sdk.targets")}" />
            </Project>
            """);
    }

    public string Root { get; }

    public string this[string relative] => Path.Combine(Root, relative);

    /// <summary><c>dotnet build -t:verb</c> with a binary log.</summary>
    public CliResult Build(string verb, string options = "", IReadOnlyDictionary<string, string>? environment = null) =>
        Cli.Run(Root, $"build --no-restore -t:{verb} -tl:off {options}", environment, this[$"build{++_builds}.binlog"]);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
