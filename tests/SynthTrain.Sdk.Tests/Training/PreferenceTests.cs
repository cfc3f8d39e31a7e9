using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Training;

/// <summary>From a model of the hub to a measured GGUF by one verb: fetched, fine-tuned, taught by pairs, quantized, asked.</summary>
[TestClass]
public sealed class PreferenceTests
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    /// <summary>Seed 003's file, unchanged.</summary>
    private const string SeedConfig = """
        # training/configs/dpo_config.yaml
        # Note: model and data paths are overridden by CLI args for named trainings
        model:
          name: "./models/sft"  # Overridden to ./models/{name}/sft

        training:
          output_dir: "./models/dpo"  # Overridden to ./models/{name}/dpo
          num_train_epochs: 1
          per_device_train_batch_size: 4
          gradient_accumulation_steps: 8
          learning_rate: 5e-6

          # DPO specific
          beta: 0.1  # KL penalty coefficient
          loss_type: "sigmoid"  # or "hinge"

        data:
          preference_file: "./data/preferences.jsonl"  # Overridden to ./data/{name}/preferences.jsonl
        """;

    [TestMethod]
    public void A_model_of_the_hub_is_fetched_fine_tuned_taught_by_pairs_quantized_and_measured()
    {
        using var project = new TrainingProject("llama-tied-rope", TrainTests.SeedConfig.Replace("\"base\"", "\"acme/tiny\"", StringComparison.Ordinal).Replace("num_train_epochs: 3", "num_train_epochs: 1", StringComparison.Ordinal));
        var environment = Cache(project);
        project.Write("configs/dpo_config.yaml", SeedConfig);
        project.Write("configs/teacher.yaml", "default: offline\nteachers:\n  offline:\n    provider: offline\n");
        project.Write("data/prompts.jsonl", Prompts(project));
        const string options = "-p:SynthPreferencePrompts=data/prompts.jsonl -p:SynthMinPairs=5 -p:SynthEvalFile=data/train_val.jsonl -p:SynthMaxNewTokens=8 -p:SynthPreferenceMaxTokens=8 -p:SynthQuant=q8_0 -p:SynthGateTypes=f16";

        var built = project.Build("Evaluate", options, environment).ShouldSucceed();

        Assert.AreEqual(6, built.WorkersStarted(), built.ToString());
        using (var model = HuggingFaceModel.Open(project["models/dpo"]))
            Assert.AreEqual(64, model.Config.HiddenSize);
        var pairs = File.ReadLines(project["data/preferences.jsonl"]).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.IsGreaterThanOrEqualTo(5, pairs.Count);
        Assert.IsTrue(pairs.TrueForAll(pair => pair["chosen"]![0]!["content"]!.ToString() != pair["rejected"]![0]!["content"]!.ToString()));
        StringAssert.Contains(File.ReadAllText(project["data/preferences_rejected.jsonl"]), "excluded", "A prompt of the training rows was not left out.");
        StringAssert.Contains(File.ReadAllText(project["models/base.json"]), Commit);
        using var evaluation = JsonDocument.Parse(File.ReadAllBytes(project["models/evaluation/evaluation.json"]));

        Assert.AreEqual(0, project.Build("Evaluate", options, environment).ShouldSucceed().WorkersStarted());
        var few = project.Build("Dpo", options.Replace("SynthMinPairs=5", "SynthMinPairs=1000", StringComparison.Ordinal), environment).ShouldSucceed().ShouldSay("ST3111");
        Assert.AreEqual(1, few.WorkersStarted());
        CollectionAssert.AreEqual(File.ReadAllBytes(project["models/sft/model.safetensors"]), File.ReadAllBytes(project["models/dpo/model.safetensors"]));
    }

    /// <summary>The model as Hugging Face's own programs keep it.</summary>
    private static Dictionary<string, string> Cache(TrainingProject project)
    {
        var (repository, snapshot) = ("cache/models--acme--tiny", $"cache/models--acme--tiny/snapshots/{Commit}");
        project.Write($"{repository}/refs/main", Commit);
        Directory.CreateDirectory(project[snapshot]);
        foreach (var file in Directory.GetFiles(project["base"]))
            File.Move(file, project[$"{snapshot}/{Path.GetFileName(file)}"]);
        Directory.Delete(project["base"]);
        return new() { ["HF_HUB_CACHE"] = project["cache"], ["HF_HUB_OFFLINE"] = "1" };
    }

    /// <summary>Twenty fresh prompts with answers that the offline teacher gives, and one that training has seen.</summary>
    private static string Prompts(TrainingProject project)
    {
        var fresh = File.ReadAllLines(Repository.Path("tests", "golden", "training", "dpo.jsonl"))[..20].Select(line => JsonNode.Parse(line)!)
            .Select((row, i) => new JsonObject { ["prompt"] = $"{row["prompt"]![0]!["content"]} (number {i})", ["expected"] = row["chosen"]![0]!["content"]!.ToString() }.ToJsonString());
        var seen = JsonNode.Parse(File.ReadLines(project["data/train.jsonl"]).First())!["messages"]!;
        return string.Join('\n', fresh.Append(new JsonObject { ["prompt"] = seen[0]!["content"]!.ToString(), ["expected"] = "ls" }.ToJsonString())) + "\n";
    }
}
