using System.IO.Compression;
using System.Text;
using SynthTrain.Loopback;
using SynthTrain.Loopback.Faults;

namespace SynthTrain.Sdk.Tests.Providers;

/// <summary>Keys are planted; nothing that a build writes or prints may hold one.</summary>
[TestClass]
public sealed class SecretTests
{
    [TestMethod]
    [DataRow("openai")]
    [DataRow("anthropic")]
    [DataRow("gemini")]
    public async Task No_key_is_in_any_file_nor_in_the_output(string provider)
    {
        // A server that echoes the key, as OpenAI's message about a wrong one does, and one that answers.
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { Answer = request => $"I was asked with {LiveGuide.Key}: {{\"a\": \"{LiveGuide.Key}\"}}" });
        using var project = new LiveGuide(server, provider);
        var output = new StringBuilder();
        output.Append(project.Build("Drafts", "-p:SynthLimit=5 -p:SynthTraces=true -v:diag").ToString());
        server.Faults = FaultScript.Of(FaultRule.Every(FaultKind.WrongKey));
        output.Append(project.Build("Critiques", "-p:SynthForce=Drafts -v:diag").ToString());
        output.Append(project.Project.Build("SynthStatus").ToString());
        output.Append(project.Project.Build("Build").ToString());

        Assert.DoesNotContain(LiveGuide.Key, output.ToString());
        var files = Directory.GetFiles(project.Project.Root, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != ".env").ToList();
        Assert.IsTrue(files.Exists(file => file.EndsWith(".binlog", StringComparison.Ordinal)));
        var key = Encoding.UTF8.GetBytes(LiveGuide.Key);
        foreach (var file in files)
            Assert.IsLessThan(0, Bytes(file).AsSpan().IndexOf(key), $"'{file}' holds the key.");
    }

    // A binary log is compressed; so are the texts of the project files that it embeds.
    private static byte[] Bytes(string file)
    {
        var bytes = File.ReadAllBytes(file);
        if (!file.EndsWith(".binlog", StringComparison.Ordinal))
            return bytes;
        using var unpacked = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress))
            gzip.CopyTo(unpacked);
        return unpacked.ToArray();
    }
}
