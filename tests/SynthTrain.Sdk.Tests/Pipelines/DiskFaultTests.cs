using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Pipelines;

/// <summary>Disks that take no more, and folders that take nothing.</summary>
[TestClass]
public sealed class DiskFaultTests
{
    [TestMethod]
    public void A_folder_that_cannot_be_written_is_a_coded_error_and_what_was_done_is_kept()
    {
        using var project = new PocketGuide();

        // A file in place of the folder, then a folder in which nobody may create anything, root included.
        project.Write("data/processed", "in the way");
        project.Build("Dataset", "--no-restore").ShouldFail("error ST0018:").ShouldSay("data/processed/dataset_v1.jsonl");
        File.Delete(project["data/processed"]);
        File.CreateSymbolicLink(project["data/processed"], "/sys/kernel");
        project.Build("Dataset", "--no-restore").ShouldFail("error ST0018:").ShouldSay("data/processed/dataset_v1.jsonl");
        File.Delete(project["data/processed"]);

        project.Build("DataFull", "--no-restore").ShouldSucceed();
        CollectionAssert.AreEqual(Checkouts.FullMade(), project.Made());
        Assert.HasCount(Checkouts.FullCalls("draft") + Checkouts.FullCalls("critique") + Checkouts.FullCalls("refine"), project.Calls, "Something was asked twice.");
    }

    [TestMethod]
    [DataRow("data/interim")]
    [DataRow(".synthtrain")]
    public void A_full_disk_is_a_coded_error_and_the_build_goes_on_when_there_is_room(string folder)
    {
        if (!MayMount())
            Assert.Inconclusive("'unshare --user --mount' is not permitted here, so no small file system can be mounted.");
        using var project = new PocketGuide();
        Directory.CreateDirectory(project[folder]);
        project.Write("story.sh", $$"""
            set -u
            mount -t tmpfs -o size=400k none {{folder}} || exit 90
            build() { dotnet build -t:DataFull --no-restore -tl:off -p:SynthTeacherLog=calls.log; }
            build && exit 91
            mount -o remount,size=64m {{folder}} || exit 92
            build || exit 93
            cp -a {{folder}} kept
            """);

        var result = Cli.RunProgram(project.Root, "unshare", "--user", "--map-root-user", "--mount", "sh", "story.sh");

        result.ShouldSucceed().ShouldSay("error ST0018:").ShouldSay("No space left on device");
        Directory.Delete(project[folder]);
        Directory.Move(project["kept"], project[folder]);
        CollectionAssert.AreEqual(Checkouts.FullMade(), project.Made());
        var repeats = project.Calls.Count - project.Calls.Distinct().Count();
        Assert.IsLessThanOrEqualTo(8, repeats, "More was asked again than was in flight when the disk was full.");
    }

    private static bool MayMount()
    {
        using var project = new PocketGuide();
        return Cli.RunProgram(project.Root, "unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "data").ExitCode == 0;
    }
}
