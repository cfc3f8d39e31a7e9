using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Quantization;

/// <summary>Which type each tensor gets in a file of a mixture: llama.cpp's rules (https://github.com/ggml-org/llama.cpp/blob/master/src/llama-quant.cpp), in its order of tensors.</summary>
internal sealed class QuantizationMixture
{
    private readonly GgufFileType _file;
    private readonly MixtureModel _model;
    private readonly bool _hasImportance;
    private readonly bool _isTied;
    private readonly int _values;
    private int _value;
    private int _down;

    private QuantizationMixture(GgufFileType file, MixtureModel model, IReadOnlyList<GgufTensorInfo> tensors, bool hasImportance)
    {
        (_file, _model, _hasImportance) = (file, model, hasImportance);
        _isTied = !tensors.Any(tensor => TensorRoles.Of(tensor.Name) == TensorRole.Output);
        _values = tensors.Count(tensor => TensorRoles.Of(tensor.Name) is TensorRole.AttentionValue or TensorRole.AttentionFused);
    }

    /// <summary>The type that a mixture is named after.</summary>
    public static GgufType Base(GgufFileType file) => file switch
    {
        GgufFileType.Q3_K_S or GgufFileType.Q3_K_M or GgufFileType.Q3_K_L => GgufType.Q3_K,
        GgufFileType.Q4_K_S or GgufFileType.Q4_K_M => GgufType.Q4_K,
        GgufFileType.Q5_K_S or GgufFileType.Q5_K_M => GgufType.Q5_K,
        _ when Enum.IsDefined(file) => Enum.Parse<GgufType>(file.ToString()),
        _ => throw new ModelException(ModelFault.UnsupportedQuantization, $"quantization '{file}' is not known; {GgufQuantNames.Allowed}"),
    };

    /// <summary>The order in which llama.cpp writes tensors and counts layers: those of no layer first, then by layer, each by name.</summary>
    public static IReadOnlyList<GgufTensorInfo> Order(IEnumerable<GgufTensorInfo> tensors) => [.. tensors.OrderBy(tensor => Layer(tensor.Name)).ThenBy(tensor => tensor.Name, StringComparer.Ordinal)];

    /// <summary>Chooses the types.</summary>
    /// <param name="file">The mixture.</param>
    /// <param name="model">The model.</param>
    /// <param name="tensors">Its tensors in <see cref="Order"/>.</param>
    /// <param name="hasImportance">Whether there is an importance matrix.</param>
    public static IReadOnlyList<GgufType> Choose(GgufFileType file, MixtureModel model, IReadOnlyList<GgufTensorInfo> tensors, bool hasImportance)
    {
        var mixture = new QuantizationMixture(file, model, tensors, hasImportance);
        return [.. tensors.Select(mixture.Choose)];
    }

    /// <summary>The layer in a name, −1 for none.</summary>
    internal static int Layer(string name)
    {
        if (!name.StartsWith("blk.", StringComparison.Ordinal))
            return -1;
        var digits = name.AsSpan(4);
        var end = digits.IndexOf('.');
        return end > 0 && int.TryParse(digits[..end], System.Globalization.NumberStyles.None, null, out var layer) ? layer : -1;
    }

    private GgufType Choose(GgufTensorInfo tensor)
    {
        if (!TensorRoles.IsQuantized(tensor))
            return tensor.Type;
        var type = Base(_file);
        if (type is GgufType.F32 or GgufType.F16 or GgufType.BF16)
            return type;
        return MixtureFallback.Fit(tensor, Improve(tensor, type));
    }

    private GgufType Improve(GgufTensorInfo tensor, GgufType type)
    {
        var role = TensorRoles.Of(tensor.Name);
        switch (role)
        {
            case TensorRole.Output:
            case TensorRole.TokenEmbedding when _isTied:
                return tensor.Columns % Quantizer.BlockSize(type) != 0 || type == GgufType.Q8_0 ? GgufType.Q8_0 : GgufType.Q6_K;
            case TensorRole.AttentionValue or TensorRole.AttentionFused:
                return Value(type, _value++);
            case TensorRole.AttentionKey:
                return _model.Experts == 8 ? GgufType.Q8_0 : type;
            case TensorRole.FeedForwardDown:
                return Down(type, LayerOf(tensor, _down++));
            case TensorRole.AttentionOutput:
                return AttentionOutput(type);
            default:
                return type;
        }
    }

    private GgufType Value(GgufType type, int layer)
    {
        var chosen = _file switch
        {
            GgufFileType.Q2_K => _model.HeadsPerGroup >= 4 ? GgufType.Q4_K : GgufType.Q3_K,
            GgufFileType.Q3_K_M => layer < 2 ? GgufType.Q5_K : GgufType.Q4_K,
            GgufFileType.Q3_K_L => GgufType.Q5_K,
            GgufFileType.Q4_K_M or GgufFileType.Q5_K_M when NeedsMoreBits(layer, _values) => GgufType.Q6_K,
            GgufFileType.Q4_K_S when layer < 4 => GgufType.Q5_K,
            _ => type,
        };
        if (_model.IsSeventyBillion && (chosen is GgufType.Q3_K or GgufType.Q4_K))
            chosen = GgufType.Q5_K;
        return _model.Experts == 8 ? GgufType.Q8_0 : chosen;
    }

    private GgufType Down(GgufType type, int layer) => _file switch
    {
        GgufFileType.Q2_K => GgufType.Q3_K,
        GgufFileType.Q3_K_M => layer < _model.Layers / 16 ? GgufType.Q5_K : GgufType.Q4_K,
        GgufFileType.Q3_K_L => GgufType.Q5_K,
        GgufFileType.Q4_K_M or GgufFileType.Q5_K_M when NeedsMoreBits(layer, _model.Layers) => GgufType.Q6_K,
        GgufFileType.Q4_K_S when layer < _model.Layers / 8 => GgufType.Q5_K,
        GgufFileType.Q4_0 when _hasImportance && layer < _model.Layers / 8 => GgufType.Q4_1,
        GgufFileType.Q5_0 when _hasImportance && layer < _model.Layers / 8 => GgufType.Q5_1,
        _ => type,
    };

    private GgufType AttentionOutput(GgufType type)
    {
        if (_model.Experts == 8)
        {
            return _file is GgufFileType.Q2_K or GgufFileType.Q3_K_S or GgufFileType.Q3_K_M or GgufFileType.Q4_K_S or GgufFileType.Q4_K_M ? GgufType.Q5_K : type;
        }

        return _file switch
        {
            GgufFileType.Q2_K => GgufType.Q3_K,
            GgufFileType.Q3_K_M => GgufType.Q4_K,
            GgufFileType.Q3_K_L => GgufType.Q5_K,
            _ => type,
        };
    }

    /// <summary>With experts the layer stands in the name, else tensors are counted.</summary>
    private int LayerOf(GgufTensorInfo tensor, int counted)
    {
        if (_model.Experts <= 1)
            return counted;
        var layer = Layer(tensor.Name);
        return layer >= 0 && layer < _model.Layers
            ? layer
            : throw new ModelException(ModelFault.BadTensor, $"tensor '{tensor.Name}' is of layer '{layer}', and the model has layers 0 to {_model.Layers - 1}");
    }

    private static bool NeedsMoreBits(int layer, int layers) => layer < layers / 8 || layer >= 7 * layers / 8 || (layer - (layers / 8)) % 3 == 2;
}
