using SynthTrain.Core.Builds;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Tests.Builds;

/// <summary>Assemblies of the user's: part of the key where the teacher is the user's own client, and nowhere else.</summary>
[TestClass]
public sealed class UserCodeTests
{
    private const string Plugin = "default: own\nteachers:\n  own:\n    provider: plugin\n    assembly: Client\n    type: Mine.Client\n";
    private const string Offline = "default: offline\nteachers:\n  offline:\n    provider: offline\n";

    [TestMethod]
    public void Another_client_makes_the_stage_stale_and_says_so()
    {
        using var kit = Kit(Plugin);
        var before = kit.NewResolver().Resolve(Request(kit), new ResolveOptions());

        kit.Folder.Write("bin/Client.dll", "two");

        var after = kit.NewResolver().Resolve(Request(kit), new ResolveOptions());
        Assert.AreNotEqual(before.Key, after.Key);
        CollectionAssert.Contains(after.Asked.Keys.ToArray(), "input assembly bin/Client.dll");
    }

    [TestMethod]
    public void Another_client_changes_nothing_for_another_teacher()
    {
        using var kit = Kit(Offline);
        var before = kit.NewResolver().Resolve(Request(kit), new ResolveOptions());

        kit.Folder.Write("bin/Client.dll", "two");
        File.Delete(kit.Folder["bin/Helper.dll"]);

        var after = kit.NewResolver().Resolve(Request(kit), new ResolveOptions());
        Assert.AreEqual(before.Key, after.Key);
        Assert.IsEmpty(after.Errors);
    }

    [TestMethod]
    [DataRow("bin/Client.dll")]
    [DataRow("bin/Helper.dll")]
    public void Rows_and_replies_are_keyed_by_all_of_the_users_code(string file)
    {
        using var kit = Kit(Plugin);
        var before = Load(kit);

        kit.Folder.Write(file, "two");

        Assert.AreEqual(64, before.Length);
        Assert.AreNotEqual(before, Load(kit));
    }

    private static string Load(EngineKit kit) =>
        StageTeacher.Load(new PhysicalFileSystem(), new ProjectLayout(kit.Folder.Root), Request(kit))!.KeyParameters().Single(pair => pair.Key == "teacher.plugin_version").Value;

    private static EngineKit Kit(string teacher)
    {
        var kit = new EngineKit();
        kit.Folder.Write("teacher.yaml", teacher);
        kit.Folder.Write("bin/Client.dll", "one");
        kit.Folder.Write("bin/Helper.dll", "one");
        return kit;
    }

    private static StageRequest Request(EngineKit kit) => kit.Request with
    {
        TeacherFile = "teacher.yaml",
        Inputs = [.. kit.Request.Inputs, new StageFile(StageFile.Assembly, "bin/Client.dll"), new StageFile(StageFile.AssemblyPart, "bin/Helper.dll")],
    };
}
