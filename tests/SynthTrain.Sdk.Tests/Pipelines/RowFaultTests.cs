using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Pipelines;

/// <summary>Broken lines in files that the user put in place.</summary>
[TestClass]
public sealed class RowFaultTests
{
    private const string Drafts = "data/interim/drafts_v1.jsonl";
    private const string Own = "data/own.jsonl";

    [TestMethod]
    public void A_file_with_a_broken_row_is_not_adopted_and_stays_as_it_is()
    {
        using var project = Checkouts.Full();
        var good = project.Read(Drafts);

        Refuse(project, line => line[..^20], "ST0005", 3);
        Refuse(project, line => line.Replace("\"id\"", "\"idd\"", StringComparison.Ordinal), "ST1010", 3);
        Refuse(project, _ => project.Lines(Drafts)[0], "ST1010", 3);
        var bytes = File.ReadAllBytes(project[Drafts]);
        bytes[bytes.IndexOf("\n"u8) + 20] = 0xFF;
        File.WriteAllBytes(project[Drafts], bytes);
        project.Build("Drafts", "--no-restore -p:SynthAdopt=Drafts").ShouldFail("ST0006").ShouldSay($"{Drafts}(2,20)");
        CollectionAssert.AreEqual(bytes, File.ReadAllBytes(project[Drafts]));
        project.Build("DataFull", "--no-restore").ShouldFail("ST1002");

        project.Write(Drafts, good);
        project.Build("DataFull", "--no-restore").ShouldSucceed();
        Assert.IsEmpty(project.Calls);
        CollectionAssert.AreEqual(Checkouts.FullMade(), project.Made());
    }

    [TestMethod]
    public void A_stage_that_reads_an_own_file_names_the_line_that_is_wrong()
    {
        using var project = Checkouts.Full();

        Split(project, line => line[..^1], "ST0005");
        Split(project, line => line.Replace("\"prompt\":", "\"promp\":", StringComparison.Ordinal), "ST0008");
        Split(project, line => line.Replace("pg-0002", "pg-0001", StringComparison.Ordinal), "ST0007");

        project.Build("DataFull", "--no-restore").ShouldSucceed();
        CollectionAssert.AreEqual(Checkouts.FullMade(), project.Made());
    }

    private static void Refuse(PocketGuide project, Func<string, string> edit, string code, int line)
    {
        var good = project.Read(Drafts);
        var lines = project.Lines(Drafts);
        lines[line - 1] = edit(lines[line - 1]);
        project.Write(Drafts, string.Join('\n', lines) + "\n");
        var broken = project.Read(Drafts);
        project.Build("Drafts", "--no-restore -p:SynthAdopt=Drafts").ShouldFail($"error {code}:").ShouldSay($"{Drafts}({line},");
        Assert.AreEqual(broken, project.Read(Drafts));
        project.Write(Drafts, good);
    }

    private static void Split(PocketGuide project, Func<string, string> edit, string code)
    {
        var lines = project.Lines("data/processed/dataset_v1.jsonl");
        lines[1] = edit(lines[1]);
        project.Write(Own, string.Join('\n', lines) + "\n");
        project.Build("Split", $"--no-restore -p:SynthOnly=true -p:SynthSplitSource={Own}").ShouldFail($"error {code}:").ShouldSay($"{Own}(2,");
    }
}
