using System.Text;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Training.BaseModels.Hub;

namespace SynthTrain.Stages.Tests.FetchBase;

/// <summary>A cache that others write to as well is believed only as far as its bytes go.</summary>
[TestClass]
public sealed class CacheTests
{
    [TestMethod]
    public async Task Bytes_that_were_overwritten_at_the_same_length_are_not_trained_on()
    {
        using var kit = new HubKit();
        var pinned = Fetched(kit);
        var (weights, blob) = (Path.Combine(kit.Snapshot, "model.safetensors"), Path.Combine(kit.Repository, "blobs", kit.Weights));
        File.WriteAllBytes(blob, new byte[300_000]);
        var offline = HubSettings.From(name => name == "HF_HUB_OFFLINE" ? "1" : kit.Variables.GetValueOrDefault(name));
        var fault = (await Assert.ThrowsExactlyAsync<SynthException>(() => new HubFetcher(offline, kit.Options).EnsureAsync(pinned, CancellationToken.None))).Diagnostics[0];
        Assert.AreEqual(Codes.BaseModelUnavailable, fault.Code);
        StringAssert.Contains(fault.Message, "'model.safetensors' is not the file that base.json names");
        var files = await new HubFetcher(kit.Settings(), kit.Options).EnsureAsync(pinned, CancellationToken.None);
        Assert.Contains(weights, files);
        Assert.AreEqual(kit.Weights, HubServer.Sha256(File.ReadAllBytes(weights)));
    }

    [TestMethod]
    public async Task A_name_that_leads_to_another_content_is_led_back()
    {
        using var kit = new HubKit();
        var pinned = Fetched(kit);
        var (config, other) = (Path.Combine(kit.Snapshot, "config.json"), Encoding.UTF8.GetBytes("[]"));
        File.WriteAllBytes(Path.Combine(kit.Repository, "blobs", HubServer.Git(other)), other);
        File.Delete(config);
        File.CreateSymbolicLink(config, Path.Combine("..", "..", "blobs", HubServer.Git(other)));
        await new HubFetcher(kit.Settings(), kit.Options).EnsureAsync(pinned, CancellationToken.None);
        Assert.AreEqual("{}", File.ReadAllText(config));
    }

    [TestMethod]
    public async Task A_file_that_comes_back_as_another_one_does_not_stay_under_its_name()
    {
        using var kit = new HubKit();
        var pinned = Fetched(kit);
        var weights = Path.Combine(kit.Snapshot, "model.safetensors");
        var right = kit.Hub.Files["model.safetensors"];
        Directory.Delete(kit.Repository, recursive: true);
        kit.Add("model.safetensors", new byte[300_000]);
        var fault = (await Assert.ThrowsExactlyAsync<SynthException>(() => new HubFetcher(kit.Settings(), kit.Options).EnsureAsync(pinned, CancellationToken.None))).Diagnostics[0];
        Assert.AreEqual(Codes.BadDownload, fault.Code);
        StringAssert.Contains(fault.Message, "base.json names");
        Assert.IsNull(new FileInfo(weights).LinkTarget);
        Assert.IsFalse(File.Exists(weights));
        kit.Add("model.safetensors", right);
        await new HubFetcher(kit.Settings(), kit.Options).EnsureAsync(pinned, CancellationToken.None);
        CollectionAssert.AreEqual(right, File.ReadAllBytes(weights));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void What_another_program_put_there_is_taken_with_a_warning(bool offline)
    {
        using var kit = new HubKit();
        kit.Run();
        var first = kit.Base();
        FilledByAnother(kit);
        if (offline)
            kit.Variables["HF_HUB_OFFLINE"] = "1";
        else
            kit.Hub.Dispose();
        kit.Run();
        Assert.AreEqual(first, kit.Base());
        var warning = kit.Warnings.Single();
        Assert.AreEqual((DiagnosticSeverity.Warning, Codes.BaseModelUnavailable), (warning.Severity, warning.Code));
        StringAssert.Contains(warning.Message, "could not be compared with the hub's list");
        StringAssert.Contains(warning.Message, offline ? "HF_HUB_OFFLINE" : "cannot be reached");
        StringAssert.Contains(warning.Message, "chat_template.jinja, config.json, model.safetensors, tokenizer.json");
    }

    [TestMethod]
    public void What_fetch_base_put_there_whole_needs_no_warning_and_lacks_nothing_unseen()
    {
        using var kit = new HubKit();
        kit.Run();
        kit.Variables["HF_HUB_OFFLINE"] = "1";
        kit.Run();
        Assert.IsEmpty(kit.Warnings);
        File.Delete(Path.Combine(kit.Snapshot, "chat_template.jinja"));
        StringAssert.Contains(kit.Fault().Message, "'chat_template.jinja' is missing");
    }

    [TestMethod]
    [DataRow("config.json")]
    [DataRow("tokenizer.json")]
    [DataRow("model-00002-of-00002.safetensors")]
    public void What_is_always_needed_is_missing_where_the_list_is_unknown_too(string name)
    {
        using var kit = new HubKit();
        kit.Hub.Files.Remove("model.safetensors");
        kit.Add("model.safetensors.index.json", Encoding.UTF8.GetBytes("""{"weight_map":{"a":"model-00001-of-00002.safetensors","b":"model-00002-of-00002.safetensors"}}"""));
        kit.Add("model-00001-of-00002.safetensors", [1]);
        kit.Add("model-00002-of-00002.safetensors", [2]);
        kit.Run();
        FilledByAnother(kit);
        File.Delete(Path.Combine(kit.Snapshot, name));
        kit.Variables["HF_HUB_OFFLINE"] = "1";
        var fault = kit.Fault();
        Assert.AreEqual(Codes.BaseModelUnavailable, fault.Code);
        StringAssert.Contains(fault.Message, $"'{name}' is missing");
    }

    private static HubBase Fetched(HubKit kit)
    {
        kit.Run();
        return HubBase.Read(Path.Combine(kit.Folder, "base.json"));
    }

    /// <summary>As Hugging Face's programs leave it.</summary>
    private static void FilledByAnother(HubKit kit)
    {
        if (Directory.Exists(Path.Combine(kit.Repository, "synthtrain")))
            Directory.Delete(Path.Combine(kit.Repository, "synthtrain"), recursive: true);
    }
}
