using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;
using SynthTrain.Models.Gguf;
using SynthTrain.Models.Quantization;
using SynthTrain.Stages.ModelFiles;
using SynthTrain.Stages.Sets;
using SynthTrain.Training.Evaluation.Endpoints;
using SynthTrain.Training.Evaluation.Gate;

namespace SynthTrain.Stages.Evaluate;

/// <summary>What the project asks of <see cref="EvaluateStage"/>.</summary>
internal sealed record EvaluateOptions
{
    /// <summary><c>endpoint</c>: the address of an OpenAI-compatible server; null asks none.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary><c>endpoint_model</c>: the model's name there.</summary>
    public string EndpointModel { get; init; } = "default";

    /// <summary><c>max_tokens</c>: 1 to 131072.</summary>
    public int MaxTokens { get; init; }

    /// <summary><c>constrained</c>: <c>false</c>, <c>true</c> or <c>both</c>.</summary>
    public Constraining Constrained { get; init; }

    /// <summary><c>limit</c>, or the request's: rows to ask; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary><c>gate_types</c>: <c>none</c>, or files to make and measure.</summary>
    public IReadOnlyList<GgufFileType> GateTypes { get; init; } = [];

    /// <summary><c>gate_logits</c>, <c>gate_perplexity</c>, <c>gate_exact_match</c>.</summary>
    public GateBounds Bounds { get; init; } = new();

    /// <summary><c>pre_tokenizer</c>: what llama.cpp calls the split rule, where it is not known here.</summary>
    public string? PreTokenizer { get; init; }

    /// <summary><c>threads</c>: rows of a model at a time; 0 takes one for each processor.</summary>
    public int Threads { get; init; }

    /// <summary>Reads the parameters; all faults at once.</summary>
    public static EvaluateOptions From(StageContext context)
    {
        var faults = new Faults();
        var options = context.Options;
        faults.Try(() => options.Choice("device", "auto", "auto", "cpu", "cuda"));
        var types = faults.Try(() => Types(context));
        var asked = faults.Try(() => options.Int("limit", 0, 0));
        var read = new EvaluateOptions
        {
            Endpoint = faults.Try(() => options.Text("endpoint") is { } address ? EndpointOptions.ParseBase(address) : null),
            EndpointModel = options.Text("endpoint_model") ?? "default",
            MaxTokens = faults.Try(() => options.Int("max_tokens", EvaluateDefaults.MaxTokens, 1, 1 << 17)),
            Constrained = faults.Try(() => Constraint(options)),
            Limit = asked > 0 ? asked : context.Request.Limit,
            GateTypes = types ?? [],
            Bounds = new(Bound(faults, options, "gate_logits"), Bound(faults, options, "gate_perplexity"), Bound(faults, options, "gate_exact_match")),
            PreTokenizer = options.Text("pre_tokenizer"),
            Threads = faults.Try(() => options.Int("threads", 0, 0, 4096)),
        };
        if (read.Constrained != Constraining.Free && context.Inputs("schema").Count == 0)
            faults.Add(Diagnostic.Error(Codes.BadOption, $"Option 'constrained' of stage 'evaluate' is '{options.Text("constrained")}', and there is no schema that answers could be held to; name one as SynthEvalSchema."));
        if (read.Bounds.Any && !HasFolder(context))
            faults.Add(Diagnostic.Error(Codes.BadOption, "A bound of the export gate is set, and there is no folder of a trained model to hold exports against; name a Hugging Face folder as SynthModel, or leave the bounds out."));
        else if (types is not null)
            faults.Try(() => Checked(context, read));
        faults.ThrowIfAny();
        return read;
    }

    /// <summary>Whether the model is a folder.</summary>
    public static bool HasFolder(StageContext context) => context.Inputs("model").Any(file => Path.GetFileName(file) == "config.json");

    /// <summary>Whether any model is asked in this process.</summary>
    public static bool HasModels(StageContext context) => HasFolder(context) || context.Inputs("before").Count > 0 || context.Inputs("adapter").Count > 0 || context.Inputs("gguf").Count > 0;

    private static EvaluateOptions Checked(StageContext context, EvaluateOptions read)
    {
        GateNames.Check(context, read);
        return read;
    }

    private static Constraining Constraint(StageOptions options) => bool.TryParse(options.Text("constrained"), out var held)
        ? held ? Constraining.Held : Constraining.Free
        : options.Choice("constrained", "false", "false", "true", "both") == "both" ? Constraining.Both : Constraining.Free;

    private static GateBound? Bound(Faults faults, StageOptions options, string name) => faults.Try(() => GateBound.Parse(name, options.List(name)));

    private static List<GgufFileType> Types(StageContext context)
    {
        var names = context.Options.List("gate_types");
        if (names.Count == 0)
            names = EvaluateDefaults.GateTypes;
        return names is [EvaluateDefaults.NoGate] ? [] : [.. names.Select(name => context.Coded(() => GgufQuantNames.Parse(name))).Distinct()];
    }
}
