using System.IO.Compression;
using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Packaging;

/// <summary>The package: what is in it, and that a project outside the repository needs nothing else, not even a network.</summary>
[TestClass]
public sealed class PackageTests
{
    private static string s_feed = "";

    [ClassInitialize]
    public static void Pack(TestContext context)
    {
        Assert.IsNotNull(context);
        s_feed = Directory.CreateTempSubdirectory("synth-feed-").FullName;
        // Folders of its own: a build of the repository may run at the same time.
        Cli.Run(Repository.Root, $"pack src/SynthTrain.Sdk -tl:off -p:RunAnalyzers=false -p:ArtifactsPath={s_feed}/build -o {s_feed}/packages").ShouldSucceed();
    }

    [ClassCleanup]
    public static void Delete() => Directory.Delete(s_feed, recursive: true);

    [TestMethod]
    public void It_holds_the_sdk_its_tasks_its_worker_and_nothing_of_msbuild()
    {
        using var package = ZipFile.OpenRead(Directory.GetFiles(Path.Combine(s_feed, "packages")).Single());
        var files = package.Entries.Select(entry => entry.FullName).Where(name => !name.StartsWith("docs/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal) && !name.StartsWith('_') && !name.StartsWith('[')).Order(StringComparer.Ordinal).ToArray();
        var golden = File.ReadAllLines(Repository.Path("tests", "SynthTrain.Sdk.Tests", "Packaging", "layout.txt"));
        CollectionAssert.AreEqual(golden, files, string.Join('\n', files));
        Assert.IsNotNull(package.GetEntry("docs/codes/ST1002.md"), "Errors link to the page of their code.");
        using var nuspec = new StreamReader(package.GetEntry("SynthTrain.Sdk.nuspec")!.Open());
        var text = nuspec.ReadToEnd();
        StringAssert.Contains(text, "<packageType name=\"MSBuildSdk\"");
        Assert.DoesNotContain("<dependencies>", text);
    }

    [TestMethod]
    public void A_project_outside_the_repository_uses_it_without_a_network()
    {
        using var project = new PocketGuide(Path.Combine(Directory.CreateTempSubdirectory("user-").FullName, "My Guide"));
        project.Edit("PocketGuide.synthproj", text => string.Join('\n', text.Replace("<Project>", "<Project Sdk=\"SynthTrain.Sdk/0.1.0\">", StringComparison.Ordinal).Split('\n').Where(line => !line.Contains("<Import", StringComparison.Ordinal))));
        project.Write("nuget.config", $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{s_feed}/cache" /></config>
              <packageSources><clear /><add key="local" value="{s_feed}/packages" /></packageSources>
            </configuration>
            """);
        var build = Cli.RunWithoutNetwork(project.Root, "build -t:PipelineSample -tl:off").ShouldSucceed();
        build.ShouldSay("preparesft: 3 rows");
        Cli.RunWithoutNetwork(project.Root, "build -t:PipelineSample -tl:off -question").ShouldSucceed();
        Assert.IsTrue(project.Has("data/processed/sample/sft/v1/train_sft.jsonl"));
    }
}
