using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Pipelines;

/// <summary>A chat client of the user's, from a C# project that the data project references.</summary>
[TestClass]
public sealed class OwnClientTests
{
    private const string Reference = "<ProjectReference Include=\"client/Client.csproj\" SynthAssembly=\"true\" />";
    private const string Assembly = "client/bin/Debug/net10.0/Client.dll";

    [TestMethod]
    public void A_referenced_project_answers_and_its_code_is_part_of_the_keys()
    {
        using var project = Project();

        project.Build("Drafts", "-p:SynthLimit=3").ShouldSucceed();
        Assert.HasCount(3, project.Lines("data/interim/drafts_v1.jsonl"));
        StringAssert.Contains(project.Read("data/interim/drafts_v1.jsonl"), "Answered by m-1");
        Assert.HasCount(3, project.Calls);

        var again = project.Build("Drafts", "-p:SynthLimit=3").ShouldSucceed();
        Assert.AreEqual(0, again.WorkersStarted(), again.ToString());

        project.Edit("client/Client.cs", text => text.Replace("Answered by", "Told by", StringComparison.Ordinal));
        project.Build("Drafts", "-p:SynthLimit=3").ShouldSucceed().ShouldSay("Client.dll: content changed");
        StringAssert.Contains(project.Read("data/interim/drafts_v1.jsonl"), "Told by m-1");
        Assert.HasCount(6, project.Calls);

        project.Build("Drafts", "-p:SynthLimit=3 -p:SynthTeacher=offline").ShouldSucceed();
        project.Edit("client/Client.cs", text => text.Replace("Told by", "Said by", StringComparison.Ordinal));
        Assert.AreEqual(0, project.Build("Drafts", "-p:SynthLimit=3 -p:SynthTeacher=offline").ShouldSucceed().WorkersStarted(), "The offline teacher does not depend on the client.");
    }

    [TestMethod]
    public void An_assembly_for_another_framework_is_refused_with_both_names()
    {
        using var project = Project();
        project.Edit("client/Client.csproj", text => text.Replace("</PropertyGroup>", "<GenerateTargetFrameworkAttribute>false</GenerateTargetFrameworkAttribute></PropertyGroup>", StringComparison.Ordinal));
        project.Write("client/Framework.cs", "[assembly: System.Runtime.Versioning.TargetFramework(\".NETCoreApp,Version=v11.0\")]");
        Cli.Run(project["client"], "build -v q -o ../lib").ShouldSucceed();
        project.Edit("PocketGuide.synthproj", text => text.Replace(Reference, "<SynthAssembly Include=\"lib/Client.dll\" />", StringComparison.Ordinal));

        project.Build("Drafts", "-p:SynthLimit=3").ShouldFail("ST2014").ShouldSay("is built for net11.0, and stages run on net10.0");
    }

    [TestMethod]
    [DataRow("Build", "")]
    [DataRow("SynthStatus", "")]
    [DataRow("SynthPurge", "")]
    [DataRow("Drafts", "-p:SynthDryRun=true")]
    public void What_makes_no_data_compiles_nothing(string target, string options)
    {
        using var project = Project();

        project.Build(target, options).ShouldSucceed();

        Assert.IsFalse(project.Has(Assembly));
    }

    [TestMethod]
    public void A_question_compiles_nothing()
    {
        using var project = Project();

        project.Build("Drafts", "-question").ShouldFail("ST1001");

        Assert.IsFalse(project.Has(Assembly));
    }

    [TestMethod]
    public void A_reference_that_does_not_say_so_is_no_code_for_stages()
    {
        using var project = Project();
        project.Edit("PocketGuide.synthproj", text => text.Replace(" SynthAssembly=\"true\"", "", StringComparison.Ordinal));

        project.Build("Drafts", "-p:SynthLimit=3 -p:SynthTeacher=offline").ShouldSucceed();

        Assert.IsFalse(project.Has(Assembly));
    }

    private static PocketGuide Project()
    {
        var project = new PocketGuide();
        var contract = Repository.Path("artifacts", "sdk", "worker", "net10.0", "Microsoft.Extensions.AI.Abstractions.dll");
        project.Write("client/Client.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{contract}" Private="false" />
              </ItemGroup>
            </Project>
            """);
        project.Write("client/Client.cs", """"
            using Microsoft.Extensions.AI;

            namespace Mine;

            public sealed class Client(string model) : IChatClient
            {
                public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions options = null, CancellationToken cancellationToken = default)
                {
                    var answer = $$"""
                        {"summary":"Answered by {{model}}, who knows nothing of it.","payload_type":"checklist",
                         "payload":{"items":[{"id":"one","item":"Look it up","why":"It may have changed","days_before":2,"certainty":"stable"},
                                             {"id":"two","item":"Pack it","why":"It is needed","days_before":1,"certainty":"stable"}]},
                         "uncertainty_notes":[],"verification_steps":[{"about":"one","step":"Ask somebody who knows."}]}
                        """;
                    return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, answer)) { Usage = new UsageDetails { InputTokenCount = 10, OutputTokenCount = 20 } });
                }

                public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions options = null, CancellationToken cancellationToken = default) =>
                    throw new NotSupportedException();

                public object GetService(Type serviceType, object serviceKey = null) => null;

                public void Dispose()
                {
                }
            }
            """");
        project.Edit("PocketGuide.synthproj", text => text.Replace("</ItemGroup>", $"  {Reference}\n  </ItemGroup>", StringComparison.Ordinal));
        project.Write("configs/teacher.yaml", """
            default: own
            teachers:
              own:
                provider: plugin
                assembly: Client
                type: Mine.Client
                model: m-1
              offline:
                provider: offline
            """);
        Cli.Run(project["client"], "restore").ShouldSucceed();
        return project;
    }
}
