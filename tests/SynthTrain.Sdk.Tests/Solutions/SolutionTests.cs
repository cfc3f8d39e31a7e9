using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Solutions;

/// <summary>A data project beside a C# project in a solution: every verb of <c>dotnet</c> succeeds, and a verb of ours goes to the data project alone.</summary>
[TestClass]
public sealed class SolutionTests
{
    [TestMethod]
    public void Every_verb_of_dotnet_succeeds_on_a_sln_beside_a_C_sharp_project()
    {
        using var project = new FakeProject();
        AddLibrary(project);
        Cli.Run(project[".."], "new sln -n All --format sln").ShouldSucceed();
        Cli.Run(project[".."], "sln All.sln add Data/Fake.synthproj Lib/Lib.csproj").ShouldSucceed();
        foreach (var verb in new[] { "build -m", "build --no-restore -graph", "test --no-restore", "pack --no-restore", "publish --no-restore", "clean" })
            project.Dotnet($"{verb} ../All.sln").ShouldSucceed();
        Assert.IsFalse(Directory.Exists(project["data/interim"]), "None of them runs a stage.");
        AskVerbs(project, "sln");
    }

    [TestMethod]
    public void Every_verb_of_dotnet_succeeds_on_a_slnx()
    {
        using var project = new FakeProject();
        project.Write("../All.slnx", "<Solution><Project Path=\"Data/Fake.synthproj\" Type=\"6a3b5f0e-9c1d-4b62-8e0b-5d2f7c64a917\" /></Solution>");
        foreach (var verb in new[] { "restore", "build --no-restore -mt", "test --no-restore", "pack --no-restore", "publish --no-restore", "clean" })
            project.Dotnet($"{verb} ../All.slnx").ShouldSucceed();
        AskVerbs(project, "slnx");
    }

    [TestMethod]
    public void Tests_run_in_the_newer_runner_mode_too()
    {
        using var project = new FakeProject();
        project.Write("../global.json", "{ \"test\": { \"runner\": \"Microsoft.Testing.Platform\" } }");
        AddTests(project);
        project.Write("../All.slnx", "<Solution><Project Path=\"Data/Fake.synthproj\" Type=\"6a3b5f0e-9c1d-4b62-8e0b-5d2f7c64a917\" /><Project Path=\"Tests/Tests.csproj\" /></Solution>");
        Cli.Run(project.Root, "test --solution ../All.slnx").ShouldSucceed().ShouldSay("total: 1");
    }

    [TestMethod]
    public void A_verb_flows_through_a_graph_in_isolation()
    {
        using var project = new FakeProject();
        project.Dotnet("restore").ShouldSucceed();
        project.Build("-t:PipelineSample -graph -isolate").ShouldSucceed();
        project.Build("-t:Plan -graph -isolate -m").ShouldSucceed();
    }

    // A verb goes to the data project alone, and a second one finds nothing to do.
    private static void AskVerbs(FakeProject project, string format)
    {
        project.Write("../Directory.Solution.targets", $"<Project><Import Project=\"{Repository.Path("src")}/SynthTrain.Sdk/Sdk/Solution.targets\" /></Project>");
        project.Dotnet($"build --no-restore ../All.{format} -t:Drafts -m").ShouldSucceed().ShouldSay("drafts: complete");
        project.Dotnet($"build --no-restore ../All.{format} -t:SynthStatus").ShouldSucceed().ShouldSay("drafts       CURRENT");
    }

    private static void AddLibrary(FakeProject project)
    {
        project.Write("../Lib/Lib.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>");
        project.Write("../Lib/Class.cs", "namespace Lib; public static class Class;");
    }

    private static void AddTests(FakeProject project)
    {
        project.Write("../Tests/Tests.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Exe</OutputType>
                <EnableMSTestRunner>true</EnableMSTestRunner>
                <IsTestProject>true</IsTestProject>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="MSTest.TestFramework" Version="4.5.2" />
                <PackageReference Include="MSTest.TestAdapter" Version="4.5.2" />
              </ItemGroup>
            </Project>
            """);
        project.Write("../Tests/Fact.cs", "namespace T; [Microsoft.VisualStudio.TestTools.UnitTesting.TestClass] public sealed class Fact { [Microsoft.VisualStudio.TestTools.UnitTesting.TestMethod] public void Holds() { } }");
    }
}
