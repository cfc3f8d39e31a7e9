using System.Text;
using SynthTrain.Models.HuggingFace;

namespace SynthTrain.Models.Tests.HuggingFace;

[TestClass]
public sealed class ConfigFuzz
{
    [TestMethod]
    public void A_damaged_config_is_a_coded_error_or_gives_sizes_that_can_be_listed()
    {
        var originals = ModelFolders.Names.SelectMany(name => new[] { "config.json", "config.v4.json" }.Select(file => File.ReadAllBytes(Golden.Require($"models/{name}/{file}")))).ToArray();
        FuzzRun.Of(originals, Mutations.Json, bytes =>
        {
            var config = ModelConfigReader.Read(JsonText.Parse("config.json", bytes));
            _ = config.GetHashCode();
            if (config.LayerCount < 100)
                _ = ModelTensors.Expected(config);
        });
    }

    [TestMethod]
    public void A_damaged_adapter_config_is_a_coded_error()
    {
        var original = File.ReadAllText(Golden.Require("training/lora/qwen3-qkvo-r16/final/adapter_config.json")).Replace("\"rank_pattern\": {}", "\"rank_pattern\": {\"layers.*q_proj\": 4}", StringComparison.Ordinal);
        FuzzRun.Of([Encoding.UTF8.GetBytes(original)], Mutations.Json, bytes =>
        {
            var config = AdapterConfigFile.Read(JsonText.Parse("adapter_config.json", bytes));
            _ = config.RankOf("model.layers.0.self_attn.q_proj");
            _ = config.ToJson();
        }, allocation: 4000, share: 10);
    }
}
