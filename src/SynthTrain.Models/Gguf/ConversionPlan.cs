using SynthTrain.Models.HuggingFace;

namespace SynthTrain.Models.Gguf;

/// <summary>Which tensors a converted file has, in order, and their types [llama.cpp conversion/base.py: prepare_tensors].</summary>
internal static class ConversionPlan
{
    public static List<ConvertedTensor> Of(HuggingFaceModel model, GgufFileType type)
    {
        var known = ModelTensors.Expected(model.Config);
        var plan = new List<ConvertedTensor>();
        foreach (var name in model.Weights.Names.Where(known.ContainsKey))
        {
            var (file, tensor) = model.Weights.Require(name);
            var converted = GgufNames.Tensor(name);
            plan.Add(new(converted, TypeOf(converted, tensor.Shape, type), file, tensor, Heads(name, model.Config)));
        }

        return plan;
    }

    /// <summary>One dimension, norms and biases stay F32; rows that do not fill Q8_0's blocks become F16.</summary>
    private static GgufType TypeOf(string name, IReadOnlyList<long> shape, GgufFileType type)
    {
        if (shape.Count <= 1 || name.EndsWith("_norm.weight", StringComparison.Ordinal) || !name.EndsWith(".weight", StringComparison.Ordinal))
            return GgufType.F32;
        return type switch
        {
            GgufFileType.F32 => GgufType.F32,
            GgufFileType.F16 => GgufType.F16,
            GgufFileType.BF16 => GgufType.BF16,
            GgufFileType.Q8_0 => shape[^1] % GgufTypes.BlockSize(GgufType.Q8_0) == 0 ? GgufType.Q8_0 : GgufType.F16,
            _ => throw new ModelException(ModelFault.UnsupportedQuantization, $"a folder cannot be converted to '{type}' at once; convert to F32, F16, BF16 or Q8_0, then quantize the file"),
        };
    }

    /// <summary>llama.cpp turns neighbouring values of a head, Hugging Face the two halves: so q and k of its <c>llama</c> are reordered, those of the qwen architectures not.</summary>
    private static int Heads(string name, ModelConfig config)
    {
        if (GgufModelMetadata.Architecture(config) != "llama")
            return 0;
        var module = name[..name.LastIndexOf('.')];
        return module.EndsWith("q_proj", StringComparison.Ordinal) ? config.HeadCount : module.EndsWith("k_proj", StringComparison.Ordinal) ? config.KeyValueHeadCount : 0;
    }
}
