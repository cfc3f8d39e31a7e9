using System.Text;
using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Training.BaseModels.Hub;

namespace SynthTrain.Stages.Tests.FetchBase;

/// <summary>A model of the hub comes into the cache that Hugging Face's programs share, whole and checked.</summary>
[TestClass]
public sealed class FetchTests
{
    private const string Secret = "hf_abcdefghijklmnopqrstuvwx";

    [TestMethod]
    public void A_model_is_laid_out_as_hugging_faces_programs_lay_it_out()
    {
        using var kit = new HubKit();
        var result = kit.Run();
        Assert.AreEqual("chat_template.jinja,config.json,model.safetensors,tokenizer.json", string.Join(',', Directory.GetFiles(kit.Snapshot).Select(Path.GetFileName).Order(StringComparer.Ordinal)));
        Assert.AreEqual(Path.Combine("..", "..", "blobs", kit.Weights), new FileInfo(Path.Combine(kit.Snapshot, "model.safetensors")).LinkTarget);
        Assert.AreEqual(Path.Combine("..", "..", "blobs", HubServer.Git(kit.Hub.Files["config.json"])), new FileInfo(Path.Combine(kit.Snapshot, "config.json")).LinkTarget);
        CollectionAssert.AreEqual(kit.Hub.Files["model.safetensors"], File.ReadAllBytes(Path.Combine(kit.Snapshot, "model.safetensors")));
        Assert.AreEqual(kit.Hub.Commit, File.ReadAllText(Path.Combine(kit.Repository, "refs", "main")));
        Assert.AreEqual((4L, kit.Hub.Commit), (result.Accepted, result.Pin));
    }

    [TestMethod]
    public void Base_json_names_commit_and_hashes_and_is_the_same_from_cache_and_from_network()
    {
        using var kit = new HubKit();
        kit.Run();
        var first = kit.Base();
        using var json = JsonDocument.Parse(first);
        Assert.AreEqual("tiny/model", json.RootElement.GetProperty("id").GetString());
        Assert.AreEqual(kit.Hub.Commit, json.RootElement.GetProperty("revision").GetString());
        var weights = json.RootElement.GetProperty("files").EnumerateArray().Single(file => file.GetProperty("name").GetString() == "model.safetensors");
        Assert.AreEqual((kit.Weights, 300_000L), (weights.GetProperty("sha256").GetString(), weights.GetProperty("size").GetInt64()));
        kit.Hub.Log.Clear();
        kit.Content.Log.Clear();
        kit.Run();
        Assert.AreEqual(first, kit.Base());
        Assert.IsEmpty(kit.Asked("HEAD"));
        Assert.HasCount(1, kit.Asked("GET"));
        kit.Variables["HF_HUB_OFFLINE"] = "1";
        kit.Run();
        Assert.AreEqual(first, kit.Base());
        Assert.HasCount(1, kit.Asked("GET"));
    }

    [TestMethod]
    public void Shards_come_with_their_index()
    {
        using var kit = new HubKit();
        kit.Hub.Files.Remove("model.safetensors");
        kit.Add("model.safetensors.index.json", Encoding.UTF8.GetBytes("""{"weight_map":{"a":"model-00001-of-00002.safetensors","b":"model-00002-of-00002.safetensors"}}"""));
        kit.Add("model-00001-of-00002.safetensors", [1]);
        kit.Add("model-00002-of-00002.safetensors", [2]);
        Assert.AreEqual(6, kit.Run().Accepted);
        Assert.IsTrue(File.Exists(Path.Combine(kit.Snapshot, "model-00002-of-00002.safetensors")));
    }

    [TestMethod]
    public void A_cut_download_goes_on_where_it_was_cut()
    {
        using var kit = new HubKit();
        var cuts = 0;
        kit.Content.CutAfter = _ => cuts++ < 2 ? 100_000 : null;
        kit.Run();
        CollectionAssert.AreEqual(kit.Hub.Files["model.safetensors"], File.ReadAllBytes(Path.Combine(kit.Snapshot, "model.safetensors")));
        CollectionAssert.AreEqual(new[] { "GET /content/model.safetensors", "GET /content/model.safetensors 100000", "GET /content/model.safetensors 200000" }, kit.Content.Log);
    }

    [TestMethod]
    public void What_an_earlier_build_left_is_gone_on_with()
    {
        using var kit = new HubKit();
        Directory.CreateDirectory(Path.GetDirectoryName(kit.Partial)!);
        File.WriteAllBytes(kit.Partial, kit.Hub.Files["model.safetensors"][..123_456]);
        kit.Run();
        CollectionAssert.AreEqual(new[] { "GET /content/model.safetensors 123456" }, kit.Content.Log);
        Assert.IsFalse(File.Exists(kit.Partial));
    }

    [TestMethod]
    public void A_damaged_beginning_is_thrown_away_and_the_file_comes_whole()
    {
        using var kit = new HubKit();
        Directory.CreateDirectory(Path.GetDirectoryName(kit.Partial)!);
        File.WriteAllBytes(kit.Partial, new byte[1000]);
        kit.Run();
        Assert.AreEqual(kit.Weights, HubServer.Sha256(File.ReadAllBytes(Path.Combine(kit.Snapshot, "model.safetensors"))));
    }

    [TestMethod]
    public void A_file_that_is_not_what_was_promised_is_an_error_and_not_kept()
    {
        using var kit = new HubKit();
        kit.Content.Change = (_, bytes) => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)];
        var fault = kit.Fault();
        Assert.AreEqual(Codes.BadDownload, fault.Code);
        StringAssert.Contains(fault.Message, "'model.safetensors'");
        StringAssert.Contains(fault.Message, kit.Weights);
        Assert.IsFalse(File.Exists(Path.Combine(kit.Snapshot, "model.safetensors")) || File.Exists(kit.Partial) || File.Exists(Path.Combine(kit.Repository, "blobs", kit.Weights)));
    }

    [TestMethod]
    public void A_file_of_the_cache_that_was_changed_is_downloaded_again()
    {
        using var kit = new HubKit();
        kit.Run();
        File.WriteAllBytes(Path.Combine(kit.Repository, "blobs", kit.Weights), new byte[300_000]);
        kit.Run();
        Assert.AreEqual(kit.Weights, HubServer.Sha256(File.ReadAllBytes(Path.Combine(kit.Snapshot, "model.safetensors"))));
    }

    [TestMethod]
    public void A_link_to_a_content_that_was_deleted_gets_it_again()
    {
        using var kit = new HubKit();
        kit.Run();
        File.Delete(Path.Combine(kit.Repository, "blobs", kit.Weights));
        kit.Run();
        Assert.AreEqual(kit.Weights, HubServer.Sha256(File.ReadAllBytes(Path.Combine(kit.Snapshot, "model.safetensors"))));
        File.Delete(Path.Combine(kit.Repository, "blobs", kit.Weights));
        kit.Variables["HF_HUB_OFFLINE"] = "1";
        StringAssert.Contains(kit.Fault().Message, "'model.safetensors' is missing");
    }

    [TestMethod]
    public void The_token_goes_to_the_endpoint_and_to_no_other_host()
    {
        using var kit = new HubKit();
        kit.Variables["HF_TOKEN"] = Secret;
        kit.Run();
        Assert.IsTrue(kit.Hub.Log.All(line => line.EndsWith($" Bearer {Secret}", StringComparison.Ordinal)));
        Assert.IsTrue(kit.Content.Log.Count == 1 && !kit.Content.Log[0].Contains("Bearer", StringComparison.Ordinal));
    }

    [TestMethod]
    public void A_stored_token_is_used_where_the_environment_has_none()
    {
        using var kit = new HubKit();
        Directory.CreateDirectory(Path.Combine(kit.Folder, "hf"));
        File.WriteAllText(Path.Combine(kit.Folder, "hf", "token"), Secret + "\n");
        kit.Run();
        StringAssert.EndsWith(kit.Hub.Log[0], Secret);
    }

    [TestMethod]
    public void Faults_that_pass_are_tried_again()
    {
        using var kit = new HubKit();
        var asked = 0;
        kit.Hub.Instead = _ => ++asked switch { 1 => new HubAnswer(500), 2 => new HubAnswer(429) { Headers = { ["Retry-After"] = "0" } }, 3 => new HubAnswer(503), _ => null };
        Assert.AreEqual(4, kit.Run().Accepted);
    }

    [TestMethod]
    public async Task Two_at_once_download_every_content_once()
    {
        using var kit = new HubKit();
        kit.Content.Change = (_, bytes) =>
        {
            Thread.Sleep(200);
            return bytes;
        };
        var fetches = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => new HubFetcher(kit.Settings(), kit.Options).FetchAsync(HubId.Parse("tiny/model"), null, CancellationToken.None))));
        CollectionAssert.AreEqual(fetches[0].ToUtf8(), fetches[1].ToUtf8());
        Assert.HasCount(1, kit.Content.Log);
    }

    [TestMethod]
    public void A_branch_that_moved_does_not_change_a_pinned_base()
    {
        using var kit = new HubKit();
        kit.Run();
        var (first, commit) = (kit.Base(), kit.Hub.Commit);
        Directory.Delete(kit.Repository, recursive: true);
        kit.Hub.Instead = line => line.StartsWith("GET /api/models/tiny/model/revision/main", StringComparison.Ordinal) ? new HubAnswer(500) : null;
        kit.Run(pin: commit);
        Assert.AreEqual(first, kit.Base());
        Assert.IsFalse(File.Exists(Path.Combine(kit.Repository, "refs", "main")));
    }

    [TestMethod]
    public void A_renamed_model_is_followed_at_the_same_host_with_the_token()
    {
        using var kit = new HubKit();
        kit.Variables["HF_TOKEN"] = Secret;
        kit.Hub.Instead = line => line.Split(' ') is [_, var path, ..] && path.Contains("old/name", StringComparison.Ordinal)
            ? new HubAnswer(307) { Headers = { ["Location"] = path.Replace("old/name", "tiny/model", StringComparison.Ordinal) } }
            : null;
        Assert.AreEqual(4, kit.Run("old/name").Accepted);
        Assert.IsTrue(kit.Hub.Log.All(line => line.EndsWith(Secret, StringComparison.Ordinal)));
    }
}
