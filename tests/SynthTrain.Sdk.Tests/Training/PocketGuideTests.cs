using SynthTrain.Models.HuggingFace;
using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Training;

/// <summary><c>samples/PocketGuide -t:Train</c>: from the spec to an adapter, by the sample's own <c>configs/train_lora.yaml</c>.</summary>
[TestClass]
public sealed class PocketGuideTests
{
    private const string Commit = "89abcdef0123456789abcdef0123456789abcdef";

    [TestMethod]
    public void The_sample_trains_on_the_rows_that_it_makes_and_its_configuration_may_name_a_mounted_folder()
    {
        using var project = new PocketGuide();
        var environment = Cache(project);
        const string few = "-p:SynthThreads=2 -p:SynthTrainSettings=training.max_steps=1;data.max_seq_length=4096;data.overlong=truncate";
        var options = few.Replace(";", "%3B", StringComparison.Ordinal);

        project.Build("Train", options, environment).ShouldSucceed().ShouldSay("train: ");

        using (var adapter = Adapter.Open(project["models/sft/adapter"]))
            Assert.AreEqual(16, adapter.Config.Rank);
        var mounted = Directory.CreateTempSubdirectory("synthtrain-mounted-").FullName;
        try
        {
            File.Copy(project["data/processed/sft/v1/train_sft.jsonl"], Path.Combine(mounted, "train.jsonl"));
            project.Edit("configs/train_lora.yaml", text => text
                .Replace("data/processed/sft/v1/train_sft.jsonl", $"{mounted}/train.jsonl", StringComparison.Ordinal)
                .Replace("  val_path: \"data/processed/sft/v1/val_sft.jsonl\"", "", StringComparison.Ordinal));
            var again = project.Build("Train", options, environment).ShouldSucceed();
            Assert.AreEqual(1, again.WorkersStarted(), "Rows of another folder need no data stage.");
        }
        finally
        {
            Directory.Delete(mounted, recursive: true);
        }
    }

    /// <summary>A tiny model under the id that the sample names, as Hugging Face's own programs keep it.</summary>
    private static Dictionary<string, string> Cache(PocketGuide project)
    {
        var repository = project["cache/models--HuggingFaceTB--SmolLM2-135M-Instruct"];
        var snapshot = Directory.CreateDirectory(Path.Combine(repository, "snapshots", Commit)).FullName;
        Directory.CreateDirectory(Path.Combine(repository, "refs"));
        File.WriteAllText(Path.Combine(repository, "refs", "main"), Commit);
        foreach (var file in Directory.GetFiles(Repository.Path("tests", "golden", "models", "smollm2-like")))
            File.WriteAllBytes(Path.Combine(snapshot, Path.GetFileName(file)), File.ReadAllBytes(file));
        var config = Path.Combine(snapshot, "config.json");
        File.WriteAllText(config, System.Text.RegularExpressions.Regex.Replace(File.ReadAllText(config), "\"max_position_embeddings\": \\d+", "\"max_position_embeddings\": 4096"));
        return new() { ["HF_HUB_CACHE"] = project["cache"], ["HF_HUB_OFFLINE"] = "1" };
    }
}
