using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;
using SynthTrain.Models;
using SynthTrain.Models.Gguf;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.BaseModels.Hub;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Runs.Estimates;

namespace SynthTrain.Worker.Estimating;

/// <summary>How large the model is that a training starts from: by its files, by the sizes of the YAML, else by its name.</summary>
internal static class BaseSize
{
    /// <summary>The size; null when nothing says it.</summary>
    public static ModelSize? Of(StageContext context, SftOptions options)
    {
        if (options.Scratch is { } scratch)
            return ModelSize.Of(scratch);
        try
        {
            return OfFiles(context) ?? OfHub(context) ?? ModelSize.OfName(options.Base);
        }
        catch (Exception e) when (e is ModelException or SynthException or IOException or UnauthorizedAccessException)
        {
            return ModelSize.OfName(options.Base);
        }
    }

    private static ModelSize? OfFiles(StageContext context)
    {
        if (context.Inputs("model").FirstOrDefault(file => Path.GetFileName(file) == "config.json" && File.Exists(file)) is { } config)
            return ModelSize.Of(ModelConfig.Read(config));
        if (context.Inputs("model").FirstOrDefault(file => file.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) && File.Exists(file)) is not { } path)
            return null;
        using var gguf = GgufReader.Open(path);
        var all = gguf.Tensors.Sum(tensor => tensor.Values);
        return new(all, gguf.Find("output.weight") is null ? all : all - (gguf.Find("token_embd.weight")?.Values ?? 0));
    }

    private static ModelSize? OfHub(StageContext context)
    {
        if (context.Inputs("base").FirstOrDefault(File.Exists) is not { } path)
            return null;
        var found = HubBase.Read(path);
        var config = Path.Combine(HubSettings.From(Environment.GetEnvironmentVariable).CacheFolder, $"models--{found.Id.Owner}--{found.Id.Name}", "snapshots", found.Commit, "config.json");
        if (File.Exists(config))
            return ModelSize.Of(ModelConfig.Read(config));
        var bytes = found.Files.Where(file => file.Name.EndsWith(".safetensors", StringComparison.Ordinal)).Sum(file => file.Size);
        var weights = (long)(bytes / EstimateDefaults.BytesPerWeight);
        return weights > 0 ? new(weights, weights) : null;
    }
}
