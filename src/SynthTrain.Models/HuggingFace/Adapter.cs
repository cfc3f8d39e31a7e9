using SynthTrain.Models.Safetensors;

namespace SynthTrain.Models.HuggingFace;

/// <summary>A PEFT adapter folder: LoRA, rank-stabilised LoRA or DoRA [PEFT docs/source/developer_guides/checkpoint.md].</summary>
public sealed class Adapter : IDisposable
{
    private const string Prefix = "base_model.model.";
    private const string ConfigName = "adapter_config.json";
    private const string WeightsName = "adapter_model.safetensors";

    private Adapter(string folder)
    {
        ConfigFile = Path.Combine(folder, ConfigName);
        Config = AdapterConfig.Read(ConfigFile);
        Weights = SafetensorsFile.Open(Path.Combine(folder, WeightsName));
    }

    /// <summary>What <c>adapter_config.json</c> says.</summary>
    public AdapterConfig Config { get; }

    /// <summary>The path of <c>adapter_config.json</c>.</summary>
    internal string ConfigFile { get; }

    /// <summary>The file of the weights.</summary>
    public SafetensorsFile Weights { get; }

    /// <summary>The adapted layers, by the module's name.</summary>
    public IReadOnlyDictionary<string, AdapterModule> Modules { get; private set; } = new Dictionary<string, AdapterModule>();

    /// <summary>Opens a folder and holds its weights against its config.</summary>
    /// <exception cref="ModelException"><see cref="ModelFault.NotFound"/>, <see cref="ModelFault.Damaged"/>, <see cref="ModelFault.UnsupportedModel"/>, <see cref="ModelFault.BadTensor"/>.</exception>
    public static Adapter Open(string folder)
    {
        if (!Directory.Exists(folder))
            throw new ModelException(ModelFault.NotFound, $"there is no adapter folder '{folder}'", folder);
        var adapter = new Adapter(folder);
        try
        {
            adapter.Modules = adapter.FindModules();
            return adapter;
        }
        catch
        {
            adapter.Dispose();
            throw;
        }
    }

    /// <summary>Writes the adapter into a folder: its config with all its keys, its weights with the same bytes.</summary>
    public void Write(string folder) => Write(folder, Config, Weights.Tensors, Weights.Metadata, (tensor, writer) => writer.WriteTensor(tensor.Name, Weights.Span(Weights.Require(tensor.Name))));

    /// <summary>Writes an adapter that was trained.</summary>
    /// <param name="folder">Made when it is not there.</param>
    /// <param name="config">What <c>adapter_config.json</c> says.</param>
    /// <param name="weights">By PEFT's names (<see cref="TensorName"/>), F32, with shapes.</param>
    public static void Write(string folder, AdapterConfig config, IReadOnlyDictionary<string, (long[] Shape, float[] Values)> weights) =>
        Write(folder, config, weights.Select(item => SafetensorsTensor.Of(item.Key, SafetensorsType.F32, item.Value.Shape)), new Dictionary<string, string> { ["format"] = "pt" },
            (tensor, writer) => writer.WriteTensor(tensor.Name, System.Runtime.InteropServices.MemoryMarshal.AsBytes(weights[tensor.Name].Values.AsSpan())));

    /// <summary>PEFT's name of a tensor.</summary>
    /// <param name="module">Such as <c>model.layers.0.self_attn.q_proj</c>.</param>
    /// <param name="part"><c>lora_A.weight</c>, <c>lora_B.weight</c> or <c>lora_magnitude_vector</c>.</param>
    public static string TensorName(string module, string part) => $"{Prefix}{module}.{part}";

    /// <inheritdoc/>
    public void Dispose() => Weights.Dispose();

    private static void Write(string folder, AdapterConfig config, IEnumerable<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata, Action<SafetensorsTensor, SafetensorsWriter> write)
    {
        Directory.CreateDirectory(folder);
        AtomicFile.Write(Path.Combine(folder, WeightsName), stream =>
        {
            var writer = new SafetensorsWriter(stream, tensors, metadata);
            foreach (var tensor in writer.Tensors)
                write(tensor, writer);
            writer.Finish();
        });
        JsonFiles.Write(Path.Combine(folder, ConfigName), config.ToJson());
    }

    private Dictionary<string, AdapterModule> FindModules()
    {
        var modules = new Dictionary<string, AdapterModule>(StringComparer.Ordinal);
        foreach (var a in Weights.Tensors.Where(tensor => tensor.Name.EndsWith(".lora_A.weight", StringComparison.Ordinal)))
        {
            var stem = a.Name[..^".lora_A.weight".Length];
            if (!stem.StartsWith(Prefix, StringComparison.Ordinal))
                throw Bad($"tensor '{a.Name}' does not start with '{Prefix}'");
            var module = new AdapterModule(stem[Prefix.Length..], a, Weights.Require(stem + ".lora_B.weight"), Config.UseDora ? Weights.Require(stem + ".lora_magnitude_vector") : null);
            Check(module);
            modules.Add(module.Name, module);
        }

        var used = modules.Values.SelectMany(module => new[] { module.A.Name, module.B.Name, module.Magnitude?.Name }).ToHashSet(StringComparer.Ordinal);
        if (Weights.Tensors.FirstOrDefault(tensor => !used.Contains(tensor.Name)) is { } extra)
            throw Bad($"tensor '{extra.Name}' belongs to no adapted layer{(Config.UseDora ? "" : "; a magnitude needs 'use_dora'")}");
        return modules;
    }

    private void Check(AdapterModule module)
    {
        var rank = Config.RankOf(module.Name);
        if (module.A.Shape is not [var rows, _] || module.B.Shape is not [var outputs, var columns] || rows != rank || columns != rank)
            throw Bad($"'{module.Name}' has the shapes [{string.Join(", ", module.A.Shape)}] and [{string.Join(", ", module.B.Shape)}], which do not fit the rank {rank} of '{ConfigName}'");
        if (module.Magnitude is { } magnitude && (magnitude.Shape is not [var size] || size != outputs))
            throw Bad($"the magnitude of '{module.Name}' has the shape [{string.Join(", ", magnitude.Shape)}] where [{outputs}] is needed");
    }

    private ModelException Bad(string message) => new(ModelFault.BadTensor, message, Weights.Name);
}
