using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Models.Templates;
using SynthTrain.Models.Tokenizers;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Data;

namespace SynthTrain.Training.Tests.Data;

/// <summary>What TRL's SFTTrainer made of eight rows, and our encoder for the same model and template.</summary>
internal sealed class GoldenSft
{
    private static readonly Dictionary<string, GoldenSft> s_read = new(StringComparer.Ordinal);
    private readonly JsonElement _root;
    private readonly Dictionary<string, JsonElement> _variables = new(StringComparer.Ordinal);

    private GoldenSft(string model)
    {
        _root = JsonElement.Parse(File.ReadAllBytes(Golden.Require($"training/trl_sft/{model}.json")));
        var folder = Golden.Require($"models/{model}");
        Tokenizer = TokenizerLoader.FromHuggingFace(Path.Combine(folder, "tokenizer.json"));
        using (var files = HuggingFaceModel.Open(folder))
            Config = files.Config;
        Template = ChatTemplate.Parse(_root.GetProperty("template").GetString()!);
        foreach (var entry in JsonElement.Parse(File.ReadAllBytes(Path.Combine(folder, "tokenizer_config.json"))).EnumerateObject().Where(entry => entry.Name.EndsWith("_token", StringComparison.Ordinal)))
            _variables[entry.Name] = entry.Value;
    }

    public ModelTokenizer Tokenizer { get; }

    public ModelConfig Config { get; }

    public ChatTemplate Template { get; }

    public JsonElement Collated => _root.GetProperty("collated");

    public IReadOnlyList<JsonElement> Rows => [.. _root.GetProperty("messagesData").EnumerateArray()];

    public static GoldenSft Of(string model)
    {
        lock (s_read)
            return s_read.TryGetValue(model, out var found) ? found : s_read[model] = new(model);
    }

    public JsonElement Case(string name) => _root.GetProperty("cases").GetProperty(name);

    public ExampleEncoder Encoder(TrainedPart part, ChatTemplate? template = null) => new(Tokenizer, template ?? Template, _variables, part);

    public SftDataReader Reader(SftOptions? options = null) => Reader(options ?? new() { Base = "x" }, Config);

    public SftDataReader Reader(SftOptions options, ModelConfig config) => new(Encoder(options.TrainOn), Tokenizer, config, options);

    /// <summary>The row with its last message as the completion.</summary>
    public static JsonElement AsCompletion(JsonElement row)
    {
        var messages = JsonNode.Parse(row.GetProperty("messages").GetRawText())!.AsArray();
        var last = messages[^1]!.DeepClone();
        messages.RemoveAt(messages.Count - 1);
        return JsonSerializer.SerializeToElement(new JsonObject { ["prompt"] = messages, ["completion"] = new JsonArray(last) });
    }

    public static void AssertEqual(JsonElement expected, TokenizedExample actual)
    {
        CollectionAssert.AreEqual(expected.GetProperty("input_ids").Deserialize<int[]>(), actual.Ids, "ids");
        CollectionAssert.AreEqual(expected.GetProperty("trained").Deserialize<int[]>()!.Select(value => value == 1).ToArray(), actual.Trained, "mask");
    }
}
