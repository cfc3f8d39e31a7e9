using SynthTrain.Models.Safetensors;

namespace SynthTrain.Models.HuggingFace;

/// <summary>Merges an adapter into its base model: W + s·B·A, with DoRA each row scaled to its magnitude [PEFT src/peft/tuners/lora/layer.py, dora.py].</summary>
/// <remarks>Computed in double precision and rounded once to the base's type. Memory is that of the adapter and a few megabytes.</remarks>
public sealed class AdapterMerge : IWeightChange
{
    private readonly Dictionary<string, Layer> _layers = new(StringComparer.Ordinal);

    private AdapterMerge()
    {
    }

    /// <summary>Writes the merged model into a folder.</summary>
    /// <exception cref="ModelException">The adapter does not fit the model (<see cref="ModelFault.AdapterMismatch"/>).</exception>
    public static void Write(HuggingFaceModel model, Adapter adapter, string folder)
    {
        var merge = new AdapterMerge();
        foreach (var module in adapter.Modules.Values)
            merge._layers.Add(module.Weight, Read(model, adapter, module));
        if (merge._layers.Count == 0)
            throw new ModelException(ModelFault.AdapterMismatch, $"the adapter '{adapter.Weights.Name}' has no layers", adapter.Weights.Name);
        ModelFolderWriter.Write(model, folder, merge);
    }

    bool IWeightChange.Changes(string name) => _layers.ContainsKey(name);

    void IWeightChange.Change(SafetensorsTensor tensor, long firstRow, Span<float> rows)
    {
        var layer = _layers[tensor.Name];
        var columns = (int)tensor.Shape[1];
        var row = new double[columns];
        for (var index = 0; index < rows.Length / columns; index++)
            ChangeRow(layer, (int)firstRow + index, rows.Slice(index * columns, columns), row);
    }

    private static Layer Read(HuggingFaceModel model, Adapter adapter, AdapterModule module)
    {
        if (model.Weights.Find(module.Weight) is not { } place)
            throw new ModelException(ModelFault.AdapterMismatch, $"the adapter changes '{module.Name}', which '{model.Folder}' does not have: it belongs to another base model", adapter.Weights.Name);
        if (place.Tensor.Shape is not [var outputs, var inputs] || module.A.Shape[1] != inputs || module.B.Shape[0] != outputs)
            throw new ModelException(ModelFault.AdapterMismatch, $"the adapter changes '{module.Name}' of shape [{module.B.Shape[0]}, {module.A.Shape[1]}], but that of '{model.Folder}' has [{string.Join(", ", place.Tensor.Shape)}]: it belongs to another base model", adapter.Weights.Name);
        return new(adapter.Weights.ReadFloats(module.A), adapter.Weights.ReadFloats(module.B), module.Magnitude is { } magnitude ? adapter.Weights.ReadFloats(magnitude) : null,
            adapter.Config.Scaling(module.Name, module.Rank), module.Rank);
    }

    private static void ChangeRow(Layer layer, int index, Span<float> weights, double[] row)
    {
        var columns = row.Length;
        row.AsSpan().Clear();
        for (var rank = 0; rank < layer.Rank; rank++)
        {
            double factor = layer.B[(index * layer.Rank) + rank];
            var a = layer.A.AsSpan(rank * columns, columns);
            for (var column = 0; column < columns; column++)
                row[column] += factor * a[column];
        }

        double squares = 0;
        for (var column = 0; column < columns; column++)
        {
            row[column] = weights[column] + (layer.Scaling * row[column]);
            squares += row[column] * row[column];
        }

        var scale = layer.Magnitude is { } magnitude ? magnitude[index] / Math.Sqrt(squares) : 1;
        for (var column = 0; column < columns; column++)
            weights[column] = (float)(scale * row[column]);
    }

    private sealed record Layer(float[] A, float[] B, float[]? Magnitude, double Scaling, int Rank);
}
