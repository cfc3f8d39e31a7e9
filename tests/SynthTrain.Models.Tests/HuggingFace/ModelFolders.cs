using System.Text.Json.Nodes;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Models.Safetensors;

namespace SynthTrain.Models.Tests.HuggingFace;

[TestClass]
public sealed class ModelFolders
{
    private static readonly string[] s_copied = ["generation_config.json", "tokenizer.json", "tokenizer_config.json", "chat_template.jinja"];

    public static IEnumerable<string> Names => ["llama-tied-rope", "llama-untied-bf16-sharded", "smollm2-like", "qwen2-bias", "qwen3-qknorm", "mistral", "mistral-window", "llama-256-bf16", "llama-320-fallback-bf16"];

    private static IEnumerable<object[]> Rows => Names.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Both_spellings_of_a_config_give_one_object(string name)
    {
        var folder = Golden.Require("models/" + name);
        var config = ModelConfig.Read(Path.Combine(folder, "config.json"));
        Assert.AreEqual(config, ModelConfig.Read(Path.Combine(folder, "config.v4.json")));
        Assert.AreEqual(config, ModelConfigReader.Read(JsonText.Parse("config.json", System.Text.Encoding.UTF8.GetBytes(ModelConfigWriter.ToJson(config).ToJsonString()))));
    }

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void A_folder_is_written_again_with_a_config_of_the_same_meaning_and_tensors_of_the_same_bytes(string name)
    {
        var folder = Golden.Require("models/" + name);
        using var target = new TempFolder();
        using (var model = HuggingFaceModel.Open(folder))
            ModelFolderWriter.Write(model, target.Path);
        foreach (var file in Directory.GetFiles(folder, "*.safetensors").Concat(s_copied.Select(copied => Path.Combine(folder, copied))))
            SameBytes.Assert(File.ReadAllBytes(file), File.ReadAllBytes(target.At(Path.GetFileName(file))), file);
        var before = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "config.json")));
        Assert.IsTrue(JsonNode.DeepEquals(before, JsonNode.Parse(File.ReadAllText(target.At("config.json")))));
        using var again = HuggingFaceModel.Open(target.Path);
        Assert.AreEqual(ModelConfig.Read(Path.Combine(folder, "config.json")), again.Config);
        Assert.AreEqual(File.ReadAllText(Path.Combine(folder, "chat_template.jinja")), again.Tokenizer.ChatTemplate);
    }

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void A_trained_model_is_written_with_the_bytes_of_the_folder_that_it_came_from(string name)
    {
        var folder = Golden.Require("models/" + name);
        using var target = new TempFolder();
        using var model = HuggingFaceModel.Open(folder);
        ModelFolderWriter.Write(new NewModel { Config = model.ConfigJson, Values = tensor => model.Weights.ReadFloats(tensor), Type = model.Weights.Files[0].Tensors[0].Type, FilesFrom = folder }, target.Path);
        using var again = HuggingFaceModel.Open(target.Path);
        Assert.AreEqual(model.Config, again.Config);
        if (model.Weights.Files.Count == 1)
            SameBytes.Assert(File.ReadAllBytes(model.Weights.Files[0].Name), File.ReadAllBytes(target.At("model.safetensors")), name);
        foreach (var tensor in model.Weights.Names)
            Assert.IsTrue(model.Weights.ReadFloats(tensor).AsSpan().SequenceEqual(again.Weights.ReadFloats(tensor)), tensor);
        var few = new NewModel { Config = ModelConfigWriter.ToJson(model.Config), Values = _ => new float[1] };
        Assert.AreEqual(ModelFault.BadTensor, Assert.ThrowsExactly<ModelException>(() => ModelFolderWriter.Write(few, target.Path)).Fault);
        Assert.IsEmpty(Directory.GetFiles(target.Path, "*.partial"));
    }

    [TestMethod]
    public void A_folder_with_two_forms_of_weights_is_refused_and_writing_leaves_one()
    {
        using var target = new TempFolder();
        using (var whole = HuggingFaceModel.Open(Golden.Require("models/llama-untied-bf16-sharded")))
        {
            ModelFolderWriter.Write(whole, target.Path);
            ModelFolderWriter.Write(new NewModel { Config = whole.ConfigJson, Values = tensor => whole.Weights.ReadFloats(tensor), Type = SafetensorsType.BF16 }, target.At("new"));
        }

        File.Copy(target.At("new/model.safetensors"), target.At("model.safetensors"));
        var exception = Assert.ThrowsExactly<ModelException>(() => HuggingFaceModel.Open(target.Path));
        Assert.AreEqual(ModelFault.BadTensor, exception.Fault);
        StringAssert.Contains(exception.Message, "both 'model.safetensors' and 'model.safetensors.index.json'");
        using (var chosen = HuggingFaceModel.Open(target.Path, [Path.GetFullPath(target.At("config.json")), Path.GetFullPath(target.At("model.safetensors"))]))
            Assert.AreEqual("model.safetensors", Path.GetFileName(chosen.Weights.Files.Single().Name));
        using (var chosen = HuggingFaceModel.Open(target.Path, Directory.GetFiles(target.Path, "model*-*").Append(target.At("model.safetensors.index.json")).ToList()))
            Assert.IsGreaterThan(1, chosen.Weights.Files.Count);
        Assert.AreEqual(ModelFault.NotFound, Assert.ThrowsExactly<ModelException>(() => HuggingFaceModel.Open(target.Path, [target.At("model.safetensors.index.json")])).Fault);
        Assert.AreEqual(ModelFault.NotFound, Assert.ThrowsExactly<ModelException>(() => HuggingFaceModel.Open(target.Path, [target.At("config.json")])).Fault);
        using (var sharded = HuggingFaceModel.Open(Golden.Require("models/llama-untied-bf16-sharded")))
            ModelFolderWriter.Write(sharded, target.Path);
        using (var model = HuggingFaceModel.Open(target.Path))
            Assert.IsGreaterThan(1, model.Weights.Files.Count);
        using (var whole = HuggingFaceModel.Open(target.At("new")))
            ModelFolderWriter.Write(whole, target.Path);
        using (var model = HuggingFaceModel.Open(target.Path))
            Assert.AreEqual("model.safetensors", Path.GetFileName(model.Weights.Files.Single().Name));
        Assert.HasCount(1, Directory.GetFiles(target.Path, "*.safetensors*"));
        using (var sharded = HuggingFaceModel.Open(Golden.Require("models/llama-untied-bf16-sharded")))
        {
            ModelFolderWriter.Write(sharded, target.Path);
            ModelFolderWriter.Write(new NewModel { Config = sharded.ConfigJson, Values = tensor => sharded.Weights.ReadFloats(tensor), Type = SafetensorsType.BF16 }, target.Path);
        }

        Assert.HasCount(1, Directory.GetFiles(target.Path, "*.safetensors*"));
    }

    [TestMethod]
    public void A_config_says_what_the_file_says()
    {
        using var model = HuggingFaceModel.Open(Golden.Require("models/llama-tied-rope"));
        Assert.AreEqual((4, 2, 16, 500000.0, 1e-5, true), (model.Config.HeadCount, model.Config.KeyValueHeadCount, model.Config.HeadSize, model.Config.RopeTheta, model.Config.NormEpsilon, model.Config.TieWordEmbeddings));
        Assert.AreEqual(new RopeScaling("llama3", 8, 1, 4, 64), model.Config.RopeScaling);
        Assert.AreEqual((false, 638, 634), (model.GenerationConfig!.DoSample!.Value, model.GenerationConfig.EosTokenIds.Single(), model.GenerationConfig.BosTokenId));
        Assert.AreEqual(16, ModelConfig.Read(Golden.Require("models/mistral-window/config.json")).SlidingWindow);
        Assert.AreEqual((true, false), (ModelConfig.Read(Golden.Require("models/qwen2-bias/config.json")).HasQkvBias, ModelConfig.Read(Golden.Require("models/qwen2-bias/config.json")).HasOutputBias));
    }

    [TestMethod]
    [DataRow("\"LlamaForCausalLM\"", "\"GemmaForCausalLM\"", "'architectures' of 'config.json' is '[\"GemmaForCausalLM\"]', which is not supported", 2, 3)]
    [DataRow("\"silu\"", "\"gelu\"", "'hidden_act'", 11, 3)]
    [DataRow("\"num_key_value_heads\": 2", "\"num_key_value_heads\": 3", "a divisor of the 4 attention heads", 20, 3)]
    [DataRow("\"hidden_size\": 64", "\"hidden_size\": \"64\"", "where a whole number is expected", 12, 3)]
    [DataRow("\"hidden_size\": 64,", "", "has no 'hidden_size'", 0, 0)]
    [DataRow("\"rope_type\": \"llama3\"", "\"rope_type\": \"longrope\"", "the rope type default, linear, llama3 or yarn", 24, 3)]
    [DataRow("\"factor\": 8.0", "\"factor\": null", "has no 'rope_parameters.factor'", 24, 3)]
    [DataRow("\"use_cache\": true", "\"quantization_config\": {\"quant_method\": \"fp8\"}", "weights that are not quantized", 34, 3)]
    public void A_setting_that_is_not_supported_is_named_with_its_place(string old, string given, string message, int line, int column)
    {
        var text = File.ReadAllText(Golden.Require("models/llama-tied-rope/config.json")).Replace(old, given, StringComparison.Ordinal);
        var exception = Assert.ThrowsExactly<ModelException>(() => ModelConfigReader.Read(JsonText.Parse("config.json", System.Text.Encoding.UTF8.GetBytes(text))));
        StringAssert.Contains(exception.Message, message);
        Assert.AreEqual((ModelFault.UnsupportedModel, line, column), (exception.Fault, exception.Line, exception.Column));
    }

    [TestMethod]
    public void Weights_that_do_not_fit_the_config_are_all_named()
    {
        using var target = new TempFolder();
        var folder = Golden.Require("models/smollm2-like");
        var config = File.ReadAllText(Path.Combine(folder, "config.json")).Replace("\"vocab_size\": 640", "\"vocab_size\": 641", StringComparison.Ordinal).Replace("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3", StringComparison.Ordinal);
        File.WriteAllText(target.At("config.json"), config);
        File.Copy(Path.Combine(folder, "model.safetensors"), target.At("model.safetensors"));
        var exception = Assert.ThrowsExactly<ModelException>(() => HuggingFaceModel.Open(target.Path));
        Assert.AreEqual(ModelFault.BadTensor, exception.Fault);
        StringAssert.Contains(exception.Message, "'model.layers.2.input_layernorm.weight' is missing");
        File.WriteAllText(target.At("config.json"), config.Replace("\"num_hidden_layers\": 3", "\"num_hidden_layers\": 1", StringComparison.Ordinal));
        exception = Assert.ThrowsExactly<ModelException>(() => HuggingFaceModel.Open(target.Path));
        StringAssert.Contains(exception.Message, "'model.embed_tokens.weight' has the shape [640, 72] where the config wants [641, 72]");
        StringAssert.Contains(exception.Message, "'model.layers.1.input_layernorm.weight' is not known");
    }

    [TestMethod]
    public void An_index_that_leaves_its_folder_or_disagrees_with_its_files_is_refused()
    {
        using var target = new TempFolder();
        var folder = Golden.Require("models/llama-untied-bf16-sharded");
        foreach (var file in Directory.GetFiles(folder))
            File.Copy(file, target.At(Path.GetFileName(file)));
        var index = target.At("model.safetensors.index.json");
        var text = File.ReadAllText(index);
        File.Delete(index); // the copy is as read-only as the original
        File.WriteAllText(index, text.Replace("\"lm_head.weight\": \"model-00004", "\"lm_head.weight\": \"../model-00004", StringComparison.Ordinal));
        Assert.AreEqual((ModelFault.Damaged, 7), Thrown());
        File.WriteAllText(index, text.Replace("\"lm_head.weight\": \"model-00004", "\"lm_head.weight\": \"model-00003", StringComparison.Ordinal));
        Assert.AreEqual((ModelFault.BadTensor, 7), Thrown());
        File.WriteAllText(index, text.Replace("\"lm_head.weight\": \"model-00004", "\"lm_head.weight\": \"model-00009", StringComparison.Ordinal));
        Assert.AreEqual((ModelFault.NotFound, 0), Thrown());

        (ModelFault, int) Thrown()
        {
            var exception = Assert.ThrowsExactly<ModelException>(() => HuggingFaceModel.Open(target.Path));
            return (exception.Fault, exception.Line);
        }
    }
}
