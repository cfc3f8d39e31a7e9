using SynthTrain.Core.Diagnostics;
using SynthTrain.Training.BaseModels.Hub;

namespace SynthTrain.Stages.Tests.FetchBase;

/// <summary>What the hub or the network refuses is a coded error that says what to do, and never holds the token.</summary>
[TestClass]
public sealed class RefusalTests
{
    private const string Secret = "hf_abcdefghijklmnopqrstuvwx";

    [TestMethod]
    [DataRow(403, "GatedRepo", null, "is gated. Accept its terms at http", "set HF_TOKEN")]
    [DataRow(403, "GatedRepo", Secret, "is gated. Accept its terms at http", "use a token (HF_TOKEN) of the account that accepted them")]
    [DataRow(404, "RepoNotFound", null, "There is no model 'tiny/model'", "for a private model set HF_TOKEN")]
    [DataRow(401, null, null, "There is no model 'tiny/model'", "or it is private")]
    [DataRow(401, null, Secret, "The token in HF_TOKEN is not accepted", "Make a new one")]
    [DataRow(404, "RevisionNotFound", null, "has no revision 'main'", "branches and tags")]
    [DataRow(403, null, Secret, "refuses 'tiny/model'", "a token (HF_TOKEN) that may read it")]
    [DataRow(429, null, null, "status 429", "what was downloaded is kept")]
    [DataRow(500, null, null, "with status 500", "Build again later")]
    public void A_refusal_says_what_to_do(int status, string? code, string? token, string what, string advice)
    {
        using var kit = new HubKit();
        if (token is not null)
            kit.Variables["HF_TOKEN"] = token;
        kit.Hub.Instead = _ => code is null ? new HubAnswer(status) : new HubAnswer(status) { Headers = { ["X-Error-Code"] = code } };
        var fault = kit.Fault();
        Assert.AreEqual(Codes.BaseModelUnavailable, fault.Code);
        StringAssert.Contains(fault.Message, what);
        StringAssert.Contains(fault.Message, advice);
        Assert.IsFalse(fault.Message.Contains(Secret, StringComparison.Ordinal));
    }

    [TestMethod]
    public void A_gate_at_the_files_is_said_too()
    {
        using var kit = new HubKit();
        kit.Hub.Instead = line => line.Contains("/resolve/", StringComparison.Ordinal) ? new HubAnswer(403) { Headers = { ["X-Error-Code"] = "GatedRepo" } } : null;
        StringAssert.Contains(kit.Fault().Message, "is gated");
    }

    [TestMethod]
    public void A_pinned_commit_that_is_gone_names_the_way_out()
    {
        using var kit = new HubKit();
        kit.Hub.Instead = _ => new HubAnswer(404) { Headers = { ["X-Error-Code"] = "RevisionNotFound" } };
        StringAssert.Contains(kit.Fault(pin: new string('b', 40)).Message, "-p:SynthForce=FetchBase");
    }

    [TestMethod]
    public void Without_network_and_cache_it_says_both()
    {
        using var kit = new HubKit();
        kit.Hub.Dispose();
        var fault = kit.Fault();
        Assert.AreEqual(Codes.BaseModelUnavailable, fault.Code);
        StringAssert.Contains(fault.Message, "cannot be reached");
        StringAssert.Contains(fault.Message, Path.Combine(kit.Folder, "hf", "hub"));
    }

    [TestMethod]
    public void Without_network_the_cache_serves()
    {
        using var kit = new HubKit();
        kit.Run();
        var first = kit.Base();
        kit.Hub.Dispose();
        kit.Run();
        Assert.AreEqual(first, kit.Base());
    }

    [TestMethod]
    public void Offline_nothing_is_asked_and_what_is_missing_is_named()
    {
        using var kit = new HubKit();
        kit.Run();
        kit.Hub.Log.Clear();
        File.Delete(Path.Combine(kit.Snapshot, "tokenizer.json"));
        kit.Variables["HF_HUB_OFFLINE"] = "true";
        var fault = kit.Fault();
        StringAssert.Contains(fault.Message, "'tokenizer.json' is missing");
        StringAssert.Contains(fault.Message, "HF_HUB_OFFLINE");
        Assert.IsEmpty(kit.Hub.Log);
    }

    [TestMethod]
    public void A_repository_without_safetensors_is_told_from_one_with_gguf_files()
    {
        using var kit = new HubKit();
        kit.Hub.Files.Remove("model.safetensors");
        StringAssert.Contains(kit.Fault().Message, "has no 'model.safetensors'");
        kit.Add("tiny.Q8_0.gguf", [1]);
        StringAssert.Contains(kit.Fault().Message, "'tiny.Q8_0.gguf'");
    }

    [TestMethod]
    public void A_login_page_is_no_hub()
    {
        using var kit = new HubKit();
        kit.Hub.Instead = _ => new HubAnswer(200, "<html>"u8.ToArray());
        StringAssert.Contains(kit.Fault().Message, "does not answer as the Hugging Face hub does");
    }

    [TestMethod]
    public void A_server_that_names_no_hash_is_not_trusted()
    {
        using var kit = new HubKit();
        kit.Hub.Instead = line => line.StartsWith("HEAD", StringComparison.Ordinal) ? new HubAnswer(200, [1]) { Headers = { ["X-Repo-Commit"] = kit.Hub.Commit, ["ETag"] = "\"../../x\"" } } : null;
        Assert.AreEqual(Codes.BadDownload, kit.Fault().Code);
    }

    [TestMethod]
    [DataRow("../etc/passwd")]
    [DataRow("tiny/..")]
    [DataRow("tiny/model/x")]
    [DataRow("model")]
    [DataRow("tiny/model@../main")]
    [DataRow("tiny/model@")]
    [DataRow("tiny/model@-x")]
    [DataRow("tiny/mo--del")]
    [DataRow("ti ny/model")]
    public void What_is_no_id_is_refused(string id)
    {
        using var kit = new HubKit();
        var fault = kit.Fault(id);
        Assert.AreEqual(Codes.TrainingConfig, fault.Code);
        StringAssert.Contains(fault.Message, $"'{id}'");
        Assert.IsEmpty(kit.Hub.Log);
    }

    [TestMethod]
    public void Names_in_base_json_are_no_paths()
    {
        using var kit = new HubKit();
        var path = Path.Combine(kit.Folder, "base.json");
        File.WriteAllText(path, $$"""{"id":"tiny/model","revision":"{{kit.Hub.Commit}}","files":[{"name":"../../x","sha256":"","size":1}]}""");
        Assert.AreEqual(Codes.BaseModelUnavailable, Assert.ThrowsExactly<SynthException>(() => HubBase.Read(path)).Diagnostics[0].Code);
    }

    [TestMethod]
    [DataRow("""{"name":null,"sha256":"","size":1}""")]
    [DataRow("""{"name":"config.json","sha256":null,"size":1}""")]
    [DataRow("""{"name":"config.json","sha256":"","size":null}""")]
    [DataRow("""{"sha256":"","size":1}""")]
    [DataRow("null")]
    public void What_base_json_leaves_out_is_said(string file)
    {
        using var kit = new HubKit();
        var path = Path.Combine(kit.Folder, "base.json");
        File.WriteAllText(path, $$"""{"id":"tiny/model","revision":"{{kit.Hub.Commit}}","files":[{{file}}]}""");
        Assert.AreEqual(Codes.BaseModelUnavailable, Assert.ThrowsExactly<SynthException>(() => HubBase.Read(path)).Diagnostics[0].Code);
    }

    [TestMethod]
    public async Task Files_that_are_gone_at_training_are_downloaded_again_at_their_commit()
    {
        using var kit = new HubKit();
        kit.Run();
        var pinned = HubBase.Read(Path.Combine(kit.Folder, "base.json"));
        Directory.Delete(kit.Repository, recursive: true);
        var offline = HubSettings.From(name => name == "HF_HUB_OFFLINE" ? "1" : kit.Variables.GetValueOrDefault(name));
        var fault = (await Assert.ThrowsExactlyAsync<SynthException>(() => new HubFetcher(offline, kit.Options).EnsureAsync(pinned, CancellationToken.None))).Diagnostics[0];
        Assert.AreEqual(Codes.BaseModelUnavailable, fault.Code);
        var files = await new HubFetcher(kit.Settings(), kit.Options).EnsureAsync(pinned, CancellationToken.None);
        Assert.IsTrue(files.Count == 4 && files.All(File.Exists));
        kit.Hub.Log.Clear();
        await new HubFetcher(offline, kit.Options).EnsureAsync(pinned, CancellationToken.None);
        Assert.IsEmpty(kit.Hub.Log);
    }
}
