using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Quantization;

/// <summary>What happens to one tensor.</summary>
/// <param name="Tensor">As it is read.</param>
/// <param name="Type">As it is written.</param>
/// <param name="Importance">Its importances, for each of its matrices; <see langword="null"/> for none.</param>
internal sealed record QuantizationJob(GgufTensorInfo Tensor, GgufType Type, float[]? Importance)
{
    private const long PieceValues = 1 << 17;

    /// <summary>Whether bytes are written as they were read.</summary>
    public bool IsCopy => Tensor.Type == Type;

    /// <summary>Rows of a piece: what one thread does at a time.</summary>
    public long PieceRows => Math.Max(1, PieceValues / Math.Max(1, Tensor.Columns));

    /// <summary>Rows that hold values: a damaged file can claim any number of empty ones.</summary>
    public long Rows => Tensor.Rows;

    /// <summary>Pieces; a tensor without values has one that is empty.</summary>
    public long Pieces => Math.Max(1, (Rows + PieceRows - 1) / PieceRows);

    /// <summary>The importances of a row's matrix.</summary>
    public ReadOnlySpan<float> ImportanceOf(long row)
    {
        if (Importance is null)
            return default;
        var matrix = Tensor.Shape.Count > 2 ? row / Tensor.Shape[1] % Tensor.Shape[2] : 0;
        return Importance.AsSpan((int)(matrix * Tensor.Columns), (int)Tensor.Columns);
    }

    /// <summary>Plans a tensor.</summary>
    /// <exception cref="ModelException">The tensor is quantized already, is empty, or its importances are those of another model.</exception>
    public static QuantizationJob Make(GgufTensorInfo tensor, GgufType type, ImportanceMatrix? importance, string file)
    {
        if (tensor.Type == type)
            return new QuantizationJob(tensor, type, null);
        if (tensor.Type is not (GgufType.F32 or GgufType.F16 or GgufType.BF16))
            throw new ModelException(ModelFault.UnsupportedQuantization, $"tensor '{tensor.Name}' is stored as {GgufTypes.Name(tensor.Type)} already and would have to become {type}; quantizing twice loses more than either: give the F32, F16 or BF16 file", file);
        if (tensor.Shape.Contains(0))
            throw new ModelException(ModelFault.BadTensor, $"tensor '{tensor.Name}' of shape '[{string.Join(", ", tensor.Shape)}]' has no values to quantize; the file is damaged, or was converted from a model without weights: convert it again", file);
        return new QuantizationJob(tensor, type, Weights(tensor, importance, file));
    }

    private static float[]? Weights(GgufTensorInfo tensor, ImportanceMatrix? importance, string file)
    {
        var weights = importance is null ? default : importance.Find(tensor.Name);
        if (weights.IsEmpty)
            return null;
        var expected = tensor.Columns * (tensor.Shape.Count > 2 ? tensor.Shape[2] : 1);
        if (weights.Length == expected)
            return weights.ToArray();
        if (TensorRoles.Of(tensor.Name) == TensorRole.TokenEmbedding)
            return null;
        throw new ModelException(ModelFault.UnsupportedQuantization, $"the importance matrix '{importance!.File}' has '{weights.Length}' importances for tensor '{tensor.Name}', which needs {expected}: it was made for another model; make one for this model", file);
    }
}
