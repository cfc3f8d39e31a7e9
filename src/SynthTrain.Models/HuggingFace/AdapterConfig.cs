using System.Text.Json.Nodes;

namespace SynthTrain.Models.HuggingFace;

/// <summary>What a PEFT folder's <c>adapter_config.json</c> says [PEFT src/peft/tuners/lora/config.py].</summary>
public sealed record AdapterConfig
{
    /// <summary>The rank of layers that <see cref="RankPattern"/> does not name; PEFT's default 8.</summary>
    public int Rank { get; init; } = 8;

    /// <summary>What the scaling is made of, for layers that <see cref="AlphaPattern"/> does not name; PEFT's default 8.</summary>
    public double Alpha { get; init; } = 8;

    /// <summary>The share of inputs dropped while training.</summary>
    public double Dropout { get; init; }

    /// <summary>Ends of module names; empty when <see cref="TargetPattern"/> is given.</summary>
    public IReadOnlyList<string> TargetModules { get; init; } = [];

    /// <summary><c>all-linear</c> or a regular expression over module names, when the file has a text instead of a list.</summary>
    public string? TargetPattern { get; init; }

    /// <summary>Scaling is alpha / √rank instead of alpha / rank.</summary>
    public bool UseRslora { get; init; }

    /// <summary>Rows are normed and scaled by a learned magnitude.</summary>
    public bool UseDora { get; init; }

    /// <summary>How A and B start: <c>true</c>, <c>false</c>, or a name such as <c>gaussian</c>, as JSON has it.</summary>
    public string InitLoraWeights { get; init; } = "true";

    /// <summary>Ranks by regular expression over module names.</summary>
    public IReadOnlyDictionary<string, int> RankPattern { get; init; } = new Dictionary<string, int>();

    /// <summary>Alphas by regular expression over module names.</summary>
    public IReadOnlyDictionary<string, double> AlphaPattern { get; init; } = new Dictionary<string, double>();

    /// <summary><c>none</c> is the only one supported.</summary>
    public string Bias { get; init; } = "none";

    /// <summary>The base model as the training named it.</summary>
    public string? BaseModel { get; init; }

    /// <summary>Everything that the file holds, keys that are not known here too.</summary>
    public JsonObject Json { get; init; } = [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelException"><see cref="ModelFault.NotFound"/>, <see cref="ModelFault.Damaged"/>, or <see cref="ModelFault.UnsupportedModel"/> with line and column.</exception>
    public static AdapterConfig Read(string path) => AdapterConfigFile.Read(JsonText.Read(path));

    /// <summary>The object of an <c>adapter_config.json</c>: <see cref="Json"/> with the values of this record.</summary>
    public JsonObject ToJson() => AdapterConfigFile.ToJson(this);

    /// <summary>What B·A of a module is multiplied with.</summary>
    /// <param name="module">Such as <c>model.layers.0.self_attn.q_proj</c>.</param>
    /// <param name="rank">The rank that its weights have.</param>
    public double Scaling(string module, int rank) => AdapterConfigFile.Match(AlphaPattern, module, Alpha) / (UseRslora ? Math.Sqrt(rank) : rank);

    /// <summary>The rank of a module.</summary>
    public int RankOf(string module) => AdapterConfigFile.Match(RankPattern, module, Rank);
}
