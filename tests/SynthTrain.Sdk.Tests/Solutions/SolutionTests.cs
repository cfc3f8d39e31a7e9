using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Solutions;

/// <summary>A data project beside a C# project in a solution: every verb of <c>dotnet</c> succeeds, and a verb of ours goes to the data project alone.</summary>
[TestClass]
public sealed class SolutionTests
{
    [TestMethod]
    [DataRow("sln", "build", "build --no-restore -graph", "build --no-restore -m -mt", "test --no-restore", "pack --no-restore", "publish --no-restore", "clean", "restore")]
    [DataRow("slnx", "build -m -mt", "test --no-restore", "pack --no-restore", "publish --no-restore", "clean")]
    public void Every_verb_of_dotnet_succeeds(string format, params string[] verbs)
    {
        using var project = Solution(format);
        foreach (var verb in verbs)
            project.Dotnet($"{verb} ../All.{format}").ShouldSucceed();
        Assert.IsFalse(Directory.Exists(project["data/interim"]), "None of them runs a stage.");
    }

    [TestMethod]
    [DataRow("sln")]
    [DataRow("slnx")]
    public void A_verb_asked_of_the_solution_goes_to_its_data_projects(string format)
    {
        using var project = Solution(format);
        project.Dotnet($"build ../All.{format} -t:PipelineSample").ShouldSucceed().ShouldSay("preparesft: complete");
        project.Dotnet($"build --no-restore ../All.{format} -t:SynthStatus -m").ShouldSucceed().ShouldSay("MISSING");
    }

    [TestMethod]
    public void Tests_run_in_both_runner_modes()
    {
        using var project = Solution("slnx");
        project.Dotnet("test ../All.slnx").ShouldSucceed();
        project.Write("../global.json", "{ \"test\": { \"runner\": \"Microsoft.Testing.Platform\" } }");
        AddTests(project);
        project.Dotnet("restore ../Tests/Tests.csproj").ShouldSucceed();
        var modern = Cli.Run(project.Root, "test --solution ../All.slnx").ShouldSucceed();
        modern.ShouldSay("total: 1");
    }

    [TestMethod]
    public void A_verb_flows_through_a_graph_in_isolation()
    {
        using var project = new FakeProject();
        project.Dotnet("restore").ShouldSucceed();
        project.Build("-t:PipelineSample -graph -isolate").ShouldSucceed();
        project.Build("-t:DataFull -graph -isolate -m").ShouldSucceed();
    }

    private static FakeProject Solution(string format)
    {
        var project = new FakeProject();
        project.Write("../Lib/Lib.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>");
        project.Write("../Lib/Class.cs", "namespace Lib; public static class Class;");
        project.Write("../Directory.Solution.targets", $"<Project><Import Project=\"{Repository.Path("src")}/SynthTrain.Sdk/Sdk/Solution.targets\" /></Project>");
        Cli.Run(project[".."], $"new sln -n All --format {format}").ShouldSucceed();
        Cli.Run(project[".."], $"sln All.{format} add Data/Fake.synthproj Lib/Lib.csproj").ShouldSucceed();
        return project;
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
        Cli.Run(project[".."], "sln All.slnx add Tests/Tests.csproj").ShouldSucceed();
    }
}
