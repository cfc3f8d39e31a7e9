namespace SynthTrain.Training.BaseModels;

/// <summary>Values of tensors, wherever and as what they lie.</summary>
internal static class TensorValues
{
    /// <summary>All values as float32, row by row.</summary>
    public static float[] Read(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var values = new float[tensor.numel()];
        tensor.detach().to_type(ScalarType.Float32).cpu().contiguous().data<float>().CopyTo(values);
        return values;
    }
}
