using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Targets;

/// <summary>How the targets of stages start, skip and stop.</summary>
[TestClass]
public sealed class StageTargetTests
{
    private const int Stages = 7;

    [TestMethod]
    [DataRow("Data")]
    [DataRow("a b;c%20d 'e' @(f) $(g)")]
    public void A_second_build_skips_every_stage_and_a_missing_manifest_starts_one(string folder)
    {
        using var project = new FakeProject(folder);
        Assert.AreEqual(Stages, project.Build("-t:DataFull").ShouldSucceed().WorkersStarted());

        var second = project.Build("-t:DataFull").ShouldSucceed().ShouldSay("drafts: current");
        Assert.AreEqual(0, second.WorkersStarted());
        Assert.AreEqual(0, second.Ran("Drafts"), "The target itself is skipped as up to date.");

        File.Delete(project["data/interim/drafts_v1.manifest.json"]);
        Assert.AreEqual(1, project.Build("-t:DataFull").ShouldSucceed().WorkersStarted(), "Its outputs are newer than its key and equal to what it made.");
    }

    [TestMethod]
    public void Sample_and_full_alternate_in_one_call_and_each_stays_current()
    {
        using var project = new FakeProject();
        Assert.AreEqual(2 * Stages, project.Build("-t:DataFull;PipelineSample").ShouldSucceed().WorkersStarted());
        var main = File.GetLastWriteTimeUtc(project["data/interim/drafts_v1.jsonl"]);
        Assert.AreEqual(0, project.Build("-t:PipelineSample").ShouldSucceed().WorkersStarted());
        Assert.AreEqual(0, project.Build("-t:DataFull").ShouldSucceed().WorkersStarted());
        Assert.AreEqual(main, File.GetLastWriteTimeUtc(project["data/interim/drafts_v1.jsonl"]));
        foreach (var file in new[] { "data/interim/sample/drafts_v1.jsonl", "data/processed/sample/sft/v1/train_sft.jsonl", "data/processed/sample/eval/suites/fixed20_v1.jsonl" })
            Assert.IsTrue(File.Exists(project[file]), file);
    }

    [TestMethod]
    public void Only_runs_the_named_stage_on_the_files_that_exist()
    {
        using var project = new FakeProject();
        project.Build("-t:Drafts").ShouldSucceed();
        project.Write("prompts/draft.md", "changed\n");
        var only = project.Build("-t:Critiques -p:SynthOnly=true").ShouldSucceed();
        Assert.AreEqual(1, only.WorkersStarted());
        Assert.AreEqual(0, only.Ran("_ResolveDrafts"));
    }

    [TestMethod]
    public void Qa_is_left_out_where_the_project_says_so()
    {
        using var project = new FakeProject();
        var build = project.Build("-t:DataFull -p:SynthClean=false").ShouldSucceed();
        Assert.AreEqual(Stages - 1, build.WorkersStarted());
        Assert.AreEqual(0, build.Ran("Qa"));
    }

    [TestMethod]
    [DataRow("-t:Plan -p:SynthForce=Draft", "ST1009", "Plan, Drafts, Critiques, Dataset, Qa, Split, PrepareSft")]
    [DataRow("-t:Plan -p:SynthAdopt=Plan%3BNope", "ST1009", "names 'nope'")]
    [DataRow("-p:SynthRecipe=Distil", "ST0002", "SynthRecipe is 'Distil'")]
    [DataRow("-t:Plan -p:SynthRun=../x", "ST0002", "SynthRun is '../x'")]
    [DataRow("-t:Drafts -p:SynthLimit=some", "ST0002", "SynthLimit is 'some'")]
    public void A_wrong_name_or_number_is_a_coded_error_that_says_what_is_allowed(string arguments, string code, string words)
    {
        using var project = new FakeProject();
        project.Build(arguments).ShouldFail(code).ShouldSay(words);
        Assert.IsFalse(File.Exists(project["data/interim/drafts_v1.jsonl"]));
    }

    [TestMethod]
    public void A_list_of_stages_may_be_forced()
    {
        using var project = new FakeProject();
        project.Build("-t:Critiques").ShouldSucceed();
        Assert.AreEqual(2, project.Build("-t:Critiques -p:SynthForce=drafts%3BCritiques").ShouldSucceed().WorkersStarted());
    }

    [TestMethod]
    public void Clean_and_rebuild_delete_no_data_and_the_next_build_does_no_work()
    {
        using var project = new FakeProject();
        project.Build("-t:Dataset;PipelineSample").ShouldSucceed();
        var data = project.Data();
        project.Dotnet("clean").ShouldSucceed();
        project.Build("-t:Rebuild").ShouldSucceed();
        Directory.Delete(project["obj"], recursive: true);
        CollectionAssert.AreEqual(data.Keys, project.Data().Keys);
        Assert.AreEqual(0, project.Build("-t:Dataset;PipelineSample").ShouldSucceed().WorkersStarted());
    }

    [TestMethod]
    public void A_design_time_build_and_a_plain_build_run_no_stage()
    {
        using var project = new FakeProject();
        var plain = project.Build("").ShouldSucceed().ShouldSay("MISSING");
        Assert.AreEqual(0, plain.WorkersStarted());
        var design = project.Build("-t:CompileDesignTime;ResolveAssemblyReferencesDesignTime;ResolveProjectReferencesDesignTime;Drafts;DataFull;Build -p:DesignTimeBuild=true -p:BuildingInsideVisualStudio=true -p:SkipCompilerExecution=true").ShouldSucceed();
        Assert.AreEqual(0, design.WorkersStarted());
        Assert.IsFalse(Directory.Exists(project["data/interim"]));
        Assert.AreEqual(1, project.Build("-p:SynthBuildDependsOn=Plan").ShouldSucceed().WorkersStarted(), "Who opts in gets stages with a plain build.");
    }

    [TestMethod]
    public void A_project_may_hook_in_before_and_after()
    {
        using var project = new FakeProject();
        project.Write("before.props", "<Project><PropertyGroup><SynthSampleCount>5</SynthSampleCount></PropertyGroup></Project>");
        project.Write("after.targets", "<Project><Target Name=\"Mine\" AfterTargets=\"Plan\"><Message Importance=\"High\" Text=\"after plan of $(SynthSampleCount)\" /></Target></Project>");
        project.Build($"-t:Plan -p:CustomBeforeSynthTrainProps={project["before.props"]} -p:CustomAfterSynthTrainTargets={project["after.targets"]}").ShouldSucceed().ShouldSay("after plan of 5");
    }
}
