using SynthTrain.Core.Diagnostics;
using SynthTrain.Tasks.Tests.Support;

namespace SynthTrain.Tasks.Tests;

/// <summary>Folders of restored packages, from the file that restore wrote.</summary>
[TestClass]
public sealed class FindPackagesTests
{
    [TestMethod]
    public void Folders_are_those_of_the_versions_that_were_restored()
    {
        using var project = new MiniProject();
        Directory.CreateDirectory(project.At("second/libtorch-cpu-linux-x64/2.10.0.1"));
        File.WriteAllText(project.At("assets.json"), $$"""
            { "packageFolders": { "{{project.At("first")}}/": {}, "{{project.At("second")}}/": {} },
              "libraries": { "TorchSharp/0.106.0": { "type": "package", "path": "torchsharp/0.106.0" }, "Other/1.0.0": { "type": "package", "path": "other/1.0.0" },
                             "libtorch-cpu-linux-x64/2.10.0.1": { "type": "package", "path": "libtorch-cpu-linux-x64/2.10.0.1" } } }
            """);
        var task = Task(project, "assets.json");

        Assert.IsTrue(task.Execute());

        CollectionAssert.AreEqual((string[])[project.At("first/torchsharp/0.106.0"), project.At("second/libtorch-cpu-linux-x64/2.10.0.1")], task.Folders);
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("{")]
    [DataRow("{}")]
    [DataRow("""{ "packageFolders": { "/p/": {} }, "libraries": {} }""")]
    public void What_restore_did_not_write_is_a_coded_error(string? text)
    {
        using var project = new MiniProject();
        if (text is not null)
            File.WriteAllText(project.At("assets.json"), text);

        Assert.IsFalse(Task(project, "assets.json").Execute());

        Assert.AreEqual(Codes.TorchUnavailable, project.Engine.Errors.Single().Code);
    }

    private static FindPackages Task(MiniProject project, string file) => new()
    {
        BuildEngine = project.Engine,
        Project = project.ProjectFile,
        AssetsFile = file,
        Prefixes = ["TorchSharp", "libtorch"],
    };
}
