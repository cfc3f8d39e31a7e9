using SynthTrain.Core.Builds;
using SynthTrain.Core.IO;
using SynthTrain.Core.Tests.Support;

namespace SynthTrain.Core.Tests.Builds;

/// <summary>A build killed at any of its changes to the disk leaves a state from which the next build comes to the same end.</summary>
[TestClass]
public sealed class CrashTests
{
    [TestMethod]
    public async Task Every_moment_of_a_first_build() => await KillEverywhere(_ => Task.CompletedTask);

    [TestMethod]
    public async Task Every_moment_of_a_rebuild() => await KillEverywhere(async kit =>
    {
        kit.Folder.Write("in/a.jsonl", "{\"id\":\"before\"}\n");
        await kit.BuildAsync();
        kit.Folder.Write("in/a.jsonl", "{\"id\":\"1\"}\n");
    });

    [TestMethod]
    public async Task Every_moment_of_a_restore_from_the_run_cache() => await KillEverywhere(async kit =>
    {
        await kit.BuildAsync();
        Directory.Delete(kit.Folder["out"], recursive: true);
    });

    [TestMethod]
    public async Task Every_moment_of_a_forced_build_over_a_users_file() => await KillEverywhere(
        kit =>
        {
            kit.Folder.Write("out/upper_v1.jsonl", "{\"id\":\"mine\"}\n");
            return Task.CompletedTask;
        },
        new ResolveOptions { Force = true });

    private static async Task KillEverywhere(Func<EngineKit, Task> prepare, ResolveOptions? options = null)
    {
        var moments = 0;
        for (var at = 0; ; at++)
        {
            using var kit = new EngineKit();
            await prepare(kit);
            var files = new CrashingFileSystem(at);
            kit.Files = files;
            try
            {
                await kit.BuildAsync(options);
            }
            catch (Exception e) when (files.Crashed)
            {
                Assert.IsNotNull(e);
            }

            kit.Files = new PhysicalFileSystem();
            if (!files.Crashed)
                break;
            moments++;
            await kit.BuildAsync(kit.Resolve().State == StageState.UserOwned ? options : null);
            Assert.AreEqual("{\"ID\":\"1\"}\n", kit.Output, $"killed at change {at}");
            Assert.AreEqual(StageState.Current, kit.Resolve().State, $"killed at change {at}");
            Assert.IsEmpty(Directory.GetFiles(kit.Folder["out"], "*" + AtomicFile.TemporarySuffix));
            if (options is { Force: true })
                Assert.HasCount(1, Directory.GetFiles(kit.Folder["out"], "*aside*"));
        }

        Assert.IsGreaterThan(5, moments);
    }
}
