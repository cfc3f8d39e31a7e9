using System.IO.Compression;
using System.Text;
using SynthTrain.Loopback;
using SynthTrain.Loopback.Faults;
using Serialization = Microsoft.Build.Logging.StructuredLogger.Serialization;

namespace SynthTrain.Sdk.Tests.Providers;

/// <summary>Keys are planted; nothing that a build writes or prints may hold one.</summary>
[TestClass]
public sealed class SecretTests
{
    private const int Rows = 3;
    private static readonly byte[] s_key = Encoding.UTF8.GetBytes(LiveGuide.Key);

    [TestMethod]
    [DataRow("openai", null)]
    [DataRow("openai", "OPENAI_API_KEY")]
    [DataRow("anthropic", null)]
    [DataRow("gemini", null)]
    public async Task No_key_is_in_any_file_nor_in_the_output(string provider, string? exported)
    {
        // A server that echoes the key, as OpenAI's message about a wrong one does, and one that answers.
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { ApiKey = LiveGuide.Key, Answer = _ => $"I was asked with {LiveGuide.Key}: {{\"a\": \"{LiveGuide.Key}\"}}" });
        using var project = new LiveGuide(server, provider);
        var environment = exported is null ? null : new Dictionary<string, string> { [exported] = LiveGuide.Key };
        if (exported is not null)
            project.Project.Delete(".env");
        var output = new StringBuilder();
        output.Append(project.Build("Drafts", $"-p:SynthLimit={Rows} -p:SynthTraces=true -v:diag", environment).ToString());
        var answered = server.Log.Entries.Count(entry => entry.Answered);
        Assert.IsGreaterThanOrEqualTo(Rows, answered, output.ToString());
        server.Faults = FaultScript.Of(FaultRule.Every(FaultKind.WrongKey));
        output.Append(project.Build("Drafts", $"-p:SynthLimit={Rows} -p:SynthForce=Drafts -v:diag", environment).ShouldFail("ST2005").ToString());
        Assert.IsGreaterThan(answered, server.Log.Count, "The wrong key was never told.");
        output.Append(project.Build("SynthStatus", environment: environment).ToString());
        output.Append(project.Build("Build", environment: environment).ToString());

        Assert.DoesNotContain(LiveGuide.Key, output.ToString());
        var replies = string.Concat(Directory.GetFiles(project.Project[".synthtrain/replies"], "*.jsonl").Select(File.ReadAllText));
        Assert.Contains("I was asked with ***", replies, "No reply with the echoed key was kept.");
        var files = Directory.GetFiles(project.Project.Root, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != ".env").ToList();
        foreach (var file in files)
            DoesNotHoldTheKey(file, File.ReadAllBytes(file));
        var logs = files.FindAll(file => file.EndsWith(".binlog", StringComparison.Ordinal));
        Assert.HasCount(4, logs);
        foreach (var log in logs)
            LogDoesNotHoldTheKey(log);
    }

    // A binary log is compressed; the texts of the files that it embeds lie in an archive in it, compressed once more.
    private static void LogDoesNotHoldTheKey(string log)
    {
        using var unpacked = new MemoryStream();
        using (var gzip = new GZipStream(File.OpenRead(log), CompressionMode.Decompress))
            gzip.CopyTo(unpacked);
        DoesNotHoldTheKey(log, unpacked.ToArray());

        using var archive = new ZipArchive(new MemoryStream(Serialization.Read(log).SourceFilesArchive));
        // Full names hold the separators of whoever packed it.
        Assert.IsTrue(archive.Entries.Any(entry => entry.FullName.EndsWith("PocketGuide.synthproj", StringComparison.Ordinal)), string.Join(", ", archive.Entries.Select(entry => entry.FullName)));
        foreach (var entry in archive.Entries)
        {
            using var text = new MemoryStream();
            using (var stream = entry.Open())
                stream.CopyTo(text);
            DoesNotHoldTheKey($"{log}: {entry.FullName}", text.ToArray());
        }
    }

    private static void DoesNotHoldTheKey(string file, byte[] bytes) => Assert.IsLessThan(0, bytes.AsSpan().IndexOf(s_key), $"'{file}' holds the key.");
}
