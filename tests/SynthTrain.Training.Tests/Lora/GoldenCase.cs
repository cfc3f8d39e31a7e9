using System.Text.Json;
using SynthTrain.Training.Tests.Support;

namespace SynthTrain.Training.Tests.Lora;

/// <summary>A run of transformers and PEFT: how it was made, what went in, what came out.</summary>
internal sealed class GoldenCase
{
    private readonly string _folder;
    private readonly Dictionary<string, Tensor> _batches;
    private readonly long[] _lengths;

    public GoldenCase(string path)
    {
        Path = path;
        _folder = Golden.Require(path);
        Root = JsonDocument.Parse(System.IO.File.ReadAllText(File("case.json"))).RootElement;
        Steps = [.. System.IO.File.ReadLines(File("steps.jsonl")).Select(line => JsonSerializer.Deserialize<GoldenStep>(line, JsonSerializerOptions.Web)!)];
        _batches = Tensors.Read(Batches());
        _lengths = _batches["length"].data<long>().ToArray();
    }

    public string Path { get; }

    public JsonElement Root { get; }

    public IReadOnlyList<GoldenStep> Steps { get; }

    public string Model => Golden.Require(Settings.GetProperty("model").GetString()!);

    public JsonElement Hyper => Settings.GetProperty("hyperParameters");

    public double MaxGradNorm => Root.TryGetProperty("maxGradNorm", out var own) ? own.GetDouble() : Hyper.GetProperty("maxGradNorm").GetDouble();

    public string File(string name) => System.IO.Path.Combine(_folder, name);

    public Dictionary<string, Tensor> Read(string name) => Tensors.Read(File(name));

    /// <summary>The micro-batches of a step, from 1: ids, labels and mask, [4, length].</summary>
    public IEnumerable<(Tensor Ids, Tensor Labels, Tensor Mask)> Batch(int step)
    {
        for (var i = 2 * step - 2; i < 2 * step; i++)
            yield return (Cut("input_ids", i), Cut("labels", i), Cut("attention_mask", i));
    }

    /// <summary>A case that changes one setting of another names the rest by it.</summary>
    private JsonElement Settings => Root.TryGetProperty("model", out _) && Root.TryGetProperty("hyperParameters", out _)
        ? Root
        : JsonDocument.Parse(System.IO.File.ReadAllText(Golden.Require("training/lora/llama-qv-r8/case.json"))).RootElement;

    private string Batches()
    {
        var relative = Root.TryGetProperty("batches", out var given) ? given.GetString()! : "batches.safetensors";
        var parts = new List<string>(Path.Split('/'));
        foreach (var part in relative.Split('/'))
        {
            if (part == "..")
                parts.RemoveAt(parts.Count - 1);
            else
                parts.Add(part);
        }

        return Golden.Require(string.Join('/', parts));
    }

    private Tensor Cut(string name, int micro) => _batches[name].select(0, micro).narrow(1, 0, _lengths[micro]).contiguous();
}
