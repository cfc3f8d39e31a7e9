using System.Text.Json.Nodes;

namespace SynthTrain.Models.HuggingFace;

/// <summary>A model folder as transformers writes it: config, weights, tokenizer files.</summary>
/// <remarks>Weights are opened, not loaded: memory is that of their headers.</remarks>
public sealed class HuggingFaceModel : IDisposable
{
    private HuggingFaceModel(string folder, JsonText config, IReadOnlyCollection<string>? files)
    {
        Folder = folder;
        Config = ModelConfigReader.Read(config);
        ConfigJson = config.Root;
        var generation = Path.Combine(folder, "generation_config.json");
        GenerationConfig = File.Exists(generation) ? GenerationConfig.Read(generation) : null;
        Tokenizer = TokenizerFiles.Find(folder);
        Weights = ModelWeights.Open(folder, files);
    }

    /// <summary>The folder as it was named.</summary>
    public string Folder { get; }

    /// <summary>What <c>config.json</c> says.</summary>
    public ModelConfig Config { get; }

    /// <summary>Everything that <c>config.json</c> holds, keys that are not known here too.</summary>
    public JsonObject ConfigJson { get; }

    /// <summary>What <c>generation_config.json</c> says, if it is there.</summary>
    public GenerationConfig? GenerationConfig { get; }

    /// <summary>The tokenizer's files.</summary>
    public TokenizerFiles Tokenizer { get; }

    /// <summary>The weights, whose names and shapes fit the config.</summary>
    public ModelWeights Weights { get; }

    /// <summary>Opens a folder and holds its weights against its config.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="files">The files that the model is made of, by full path: no other file of weights is looked at. Default: what the folder holds, which may be one file or shards with an index, not both.</param>
    /// <exception cref="ModelException"><see cref="ModelFault.NotFound"/>, <see cref="ModelFault.Damaged"/>, <see cref="ModelFault.UnsupportedModel"/>, <see cref="ModelFault.BadTensor"/>.</exception>
    public static HuggingFaceModel Open(string folder, IReadOnlyCollection<string>? files = null)
    {
        if (!Directory.Exists(folder))
            throw new ModelException(ModelFault.NotFound, $"there is no model folder '{folder}'", folder);
        var model = new HuggingFaceModel(folder, JsonText.Read(Path.Combine(folder, "config.json")), files);
        try
        {
            model.Weights.Check(model.Config);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Weights.Dispose();
}
