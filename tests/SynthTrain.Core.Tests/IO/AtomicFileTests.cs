using SynthTrain.Core.IO;

namespace SynthTrain.Core.Tests.IO;

[TestClass]
public sealed class AtomicFileTests
{
    [TestMethod]
    public void A_writer_may_dispose_the_stream_before_the_commit()
    {
        var folder = Directory.CreateTempSubdirectory("synth").FullName;
        var target = Path.Combine(folder, "out.jsonl");
        using var file = new AtomicFile(new PhysicalFileSystem(), target);
        using (var writer = new StreamWriter(file.Stream))
            writer.Write("{}\n");
        file.Commit();
        Assert.AreEqual("{}\n", File.ReadAllText(target));
        Directory.Delete(folder, recursive: true);
    }
}
