using SynthTrain.Core.Diagnostics;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Decoder;
using TorchSharp.Modules;

namespace SynthTrain.Training.Lora;

/// <summary>The adapters of a model: one a target layer, attached as one. Base weights do not learn any more.</summary>
public sealed partial class LoraAdapters
{
    private readonly DecoderModel _model;
    private readonly Dictionary<string, (Projection Projection, LoraLayer Layer)> _layers = new(StringComparer.Ordinal);

    private LoraAdapters(DecoderModel model, AdapterConfig config, IEnumerable<(string Name, int Rank)> modules)
    {
        (_model, Config) = (model, config);
        if (model.Projections.Any(entry => entry.Layer.Adapter is not null))
            throw new InvalidOperationException("the model has an adapter already; a second one would hide it");
        foreach (var parameter in model.parameters())
            parameter.requires_grad = false;
        var projections = model.Projections.ToDictionary(entry => entry.Name, entry => entry.Layer, StringComparer.Ordinal);
        foreach (var (name, rank) in modules)
        {
            var projection = projections[name];
            var layer = new LoraLayer(projection, new(rank, config.Scaling(name, rank), config.Dropout, config.UseDora));
            projection.Attach(layer);
            _layers.Add(name, (projection, layer));
        }

        // New modules train; those of a model in evaluation must not.
        model.train(model.training);
    }

    /// <summary>What <c>adapter_config.json</c> will say.</summary>
    public AdapterConfig Config { get; private set; }

    /// <summary>The adapted layers by path, in the model's order.</summary>
    public IEnumerable<(string Name, LoraLayer Layer)> Layers => _layers.Select(entry => (entry.Key, entry.Value.Layer));

    /// <summary>What learns, by its name in the model, such as <c>model.layers.0.self_attn.q_proj.lora_A.weight</c>.</summary>
    public IEnumerable<(string Name, Parameter Value)> Parameters => Layers.SelectMany(Parts).Select(part => ($"{part.Module}.{part.Part}", part.Value));

    /// <summary>Whether the adapters take part.</summary>
    public bool Enabled => _layers.Values.All(entry => !entry.Projection.AdapterDisabled);

    /// <summary>Attaches new adapters.</summary>
    /// <param name="model">The base; its weights stop learning.</param>
    /// <param name="options">What they are.</param>
    /// <param name="seed">Of their first weights.</param>
    /// <exception cref="SynthException">ST3107: a target names no layer. ST3101: an option is out of its range.</exception>
    public static LoraAdapters Attach(DecoderModel model, LoraOptions options, long seed)
    {
        Check(options);
        var names = model.Projections.Select(entry => entry.Name).ToList();
        var modules = LoraTargets.Resolve(names, options.Targets);
        var adapters = new LoraAdapters(model, PeftConfig.New(options, LoraTargets.Written(names, options.Targets)), modules.Select(name => (name, options.Rank)));
        adapters.Initialise(options.Initialisation == "gaussian", seed);
        return adapters;
    }

    /// <summary>Attaches an adapter that was trained before, to go on with it: its ranks, scalings, magnitudes and dropout.</summary>
    /// <param name="model">The base; its weights stop learning.</param>
    /// <param name="adapter">What a PEFT folder holds.</param>
    /// <exception cref="ModelException"><see cref="ModelFault.AdapterMismatch"/>: it belongs to another base.</exception>
    public static LoraAdapters Attach(DecoderModel model, Adapter adapter)
    {
        CheckFit(model, adapter);
        var modules = model.Projections.Where(entry => adapter.Modules.ContainsKey(entry.Name)).Select(entry => (entry.Name, adapter.Modules[entry.Name].Rank)).ToList();
        var adapters = new LoraAdapters(model, adapter.Config, modules);
        adapters.Load(adapter);
        return adapters;
    }

    /// <summary>Leaves the adapters out until the result is disposed, so that the model is its base: the reference of preferences.</summary>
    public IDisposable Disable() => new DisabledAdapters([.. _layers.Values.Select(entry => entry.Projection)]);

    private static IEnumerable<(string Module, string Part, Parameter Value)> Parts((string Name, LoraLayer Layer) entry)
    {
        yield return (entry.Name, "lora_A.weight", entry.Layer.A);
        yield return (entry.Name, "lora_B.weight", entry.Layer.B);
        if (entry.Layer.Magnitude is { } magnitude)
            yield return (entry.Name, "lora_magnitude_vector", magnitude);
    }

    private static void Check(LoraOptions options)
    {
        var fault = options switch
        {
            { Rank: < 1 } => $"The LoRA rank 'lora_r' is '{options.Rank}'; it must be 1 or more.",
            { Alpha: not > 0 } => FormattableString.Invariant($"'lora_alpha' is '{options.Alpha}'; it must be above 0."),
            { Dropout: not (>= 0 and < 1) } => FormattableString.Invariant($"'lora_dropout' is '{options.Dropout}'; it must be 0 or more and below 1."),
            { Initialisation: not ("true" or "gaussian") } => $"'init_lora_weights' is '{options.Initialisation}'; 'true' and 'gaussian' are supported. Other starts of PEFT change the base's weights.",
            _ => null,
        };
        if (fault is not null)
            throw new SynthException(Codes.TrainingConfig, fault);
    }

    /// <summary>B stays 0, so that the first step starts at the base. A is drawn as torch's Linear draws: Kaiming's uniform with a = √5 is ±1/√in.</summary>
    private void Initialise(bool gaussian, long seed)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var source = new Generator((ulong)seed);
        foreach (var (_, layer) in Layers)
        {
            var (shape, bound) = (layer.A.shape, 1 / Math.Sqrt(layer.A.shape[1]));
            layer.A.copy_(gaussian ? randn(shape, generator: source).mul(1.0 / layer.Options.Rank) : rand(shape, generator: source).mul(2 * bound).sub(bound));
        }
    }
}
