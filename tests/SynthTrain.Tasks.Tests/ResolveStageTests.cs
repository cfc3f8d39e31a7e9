using SynthTrain.Core.Diagnostics;
using SynthTrain.Tasks.Tests.Support;

namespace SynthTrain.Tasks.Tests;

[TestClass]
public sealed class ResolveStageTests
{
    [TestMethod]
    public void A_missing_stage_must_run_and_gets_request_and_key()
    {
        using var project = new MiniProject();
        var task = project.Resolve();
        Assert.IsTrue(task.Execute());
        Assert.IsTrue(task.MustRun);
        Assert.AreEqual(project.At("obj/synthtrain/main/copy/key"), task.TargetKeyFile);
        Assert.AreEqual(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(task.TargetKeyFile));
        Assert.IsTrue(File.Exists(project.At("obj/synthtrain/main/copy/request.json")));
        StringAssert.StartsWith(project.Engine.Lines.Last(), "copy: missing");
    }

    [TestMethod]
    public void A_stage_that_ran_is_current_until_an_option_changes()
    {
        using var project = new MiniProject();
        Assert.IsTrue(project.Resolve().Execute());
        Assert.IsTrue(project.Run().Execute());
        var again = project.Resolve();
        Assert.IsTrue(again.Execute());
        Assert.IsFalse(again.MustRun);
        StringAssert.StartsWith(project.Engine.Lines.Last(), "copy: current");

        var changed = project.Resolve(change: task => task.Request = project.Declare(stage => stage.Parameters = [MiniProject.Option("seed", "7")]));
        Assert.IsTrue(changed.Execute());
        Assert.IsTrue(changed.MustRun);
        StringAssert.StartsWith(project.Engine.Lines.Last(), "copy: stale: param seed");
        Assert.IsFalse(File.Exists(project.At("out/out.manifest.json")), "The manifest of a stale stage goes, so that its target starts.");
    }

    [TestMethod]
    public void Under_question_a_stale_stage_is_an_error_and_nothing_is_written()
    {
        using var project = new MiniProject();
        var before = project.Snapshot();
        var task = project.Resolve(question: true);
        Assert.IsFalse(task.Execute());
        var error = project.Engine.Errors.Single();
        Assert.AreEqual(Codes.Stale, error.Code);
        StringAssert.StartsWith(error.Message, "stage 'copy' is missing: ");
        Assert.AreEqual(project.ProjectFile, error.File);
        CollectionAssert.AreEqual(before, project.Snapshot());
    }

    [TestMethod]
    public void Under_question_a_checkout_without_data_is_judged_by_its_lockfile()
    {
        using var project = new MiniProject();
        Assert.IsTrue(project.Resolve().Execute());
        Assert.IsTrue(project.Run().Execute());
        Directory.Delete(project.At("out"), recursive: true);
        Directory.Delete(project.At("obj"), recursive: true);
        Directory.Delete(project.At(".synthtrain"), recursive: true);
        var task = project.Resolve(question: true);
        Assert.IsTrue(task.Execute(), string.Join('\n', project.Engine.Errors.Select(error => error.Message)));
        Assert.AreEqual("", task.TargetKeyFile, "Without an input the target is skipped.");
    }

    [TestMethod]
    public void A_file_of_the_user_stops_the_build_and_stays()
    {
        using var project = new MiniProject();
        project.Write("out/out.jsonl", "{\"mine\":true}\n");
        Assert.IsFalse(project.Resolve().Execute());
        Assert.AreEqual(Codes.UserOwned, project.Engine.Errors.Single().Code);
        Assert.AreEqual("{\"mine\":true}\n", File.ReadAllText(project.At("out/out.jsonl")));
    }

    [TestMethod]
    public void A_stage_is_forced_by_its_name_in_any_case()
    {
        using var project = new MiniProject();
        Assert.IsTrue(project.Resolve().Execute());
        Assert.IsTrue(project.Run().Execute());
        var other = project.Resolve(change: task => task.Force = ["Drafts"]);
        Assert.IsTrue(other.Execute());
        Assert.IsFalse(other.MustRun);
        var forced = project.Resolve(change: task => task.Force = ["Copy"]);
        Assert.IsTrue(forced.Execute());
        Assert.IsTrue(forced.MustRun);
    }

    [TestMethod]
    public void A_bad_batch_size_is_a_coded_error()
    {
        using var project = new MiniProject();
        Assert.IsFalse(project.Resolve(change: task => task.BatchSize = "many").Execute());
        Assert.AreEqual(Codes.BadOption, project.Engine.Errors.Single().Code);
    }
}
