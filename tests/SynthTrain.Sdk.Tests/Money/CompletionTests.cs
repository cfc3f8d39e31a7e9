using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Money;

/// <summary>When the count of what was spent begins anew: when a verb came to its end.</summary>
[TestClass]
public sealed class CompletionTests
{
    private const string Ledger = ".synthtrain/spend/spend.jsonl";

    [TestMethod]
    public void A_verb_that_ended_well_ends_the_count_and_one_that_failed_or_left_stages_out_does_not()
    {
        using var project = new FakeProject();
        project.Write("../Directory.Build.targets", """<Project><Target Name="Trip" AfterTargets="Drafts"><Error Text="tripped" Condition="'$(Trip)' == 'true'" /></Target></Project>""");
        Spend(project, "critiques");
        var before = File.ReadAllText(project[Ledger]);

        project.Build("-t:Drafts").ShouldSucceed();
        Assert.AreEqual(before, File.ReadAllText(project[Ledger]), "Drafts says nothing of what critiques cost.");
        Spend(project, "drafts");
        before = File.ReadAllText(project[Ledger]);

        Assert.AreNotEqual(0, project.Build("-t:DataFull -p:Trip=true").ExitCode);
        Assert.AreEqual(before, File.ReadAllText(project[Ledger]), "Drafts was done; the verb was not.");
        Assert.AreNotEqual(0, project.Build("-t:DataFull", new Dictionary<string, string> { ["FAKE_MODE"] = "crash" }).ExitCode);
        Assert.AreEqual(before, File.ReadAllText(project[Ledger]));

        project.Build("-t:DataFull -question");
        Assert.AreEqual(before, File.ReadAllText(project[Ledger]));
        project.Build("-t:DataFull").ShouldSucceed();
        // Nothing is held and nothing of another run is spent: the ended count is cut off.
        Assert.AreEqual("{\"cut\":1}\n", File.ReadAllText(project[Ledger]));
        project.Build("-t:DataFull").ShouldSucceed();
        Assert.AreEqual("{\"cut\":1}\n", File.ReadAllText(project[Ledger]), "Nothing was spent since.");
    }

    [TestMethod]
    public void A_project_that_never_spent_gets_no_ledger()
    {
        using var project = new FakeProject();
        project.Build("-t:Plan").ShouldSucceed();
        Assert.IsFalse(Directory.Exists(project[".synthtrain/spend"]));
    }

    private static void Spend(FakeProject project, string stage)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(project[Ledger])!);
        var session = File.Exists(project[Ledger]) ? 2 : 1;
        File.AppendAllText(project[Ledger], $$"""
            {"session":0}
            {"hold":1,"session":{{session}},"run":"main","stage":"{{stage}}","model":"m","requests":1,"in":10,"out":100,"cost":0.5}
            {"settle":1,"session":{{session}},"in":10,"out":20,"cost":0.1}

            """);
    }
}
