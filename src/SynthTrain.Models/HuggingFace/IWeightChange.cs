using SynthTrain.Models.Safetensors;

namespace SynthTrain.Models.HuggingFace;

/// <summary>Changes the values of some tensors while a model is copied; type and shape stay.</summary>
internal interface IWeightChange
{
    /// <summary>Whether the tensor is changed.</summary>
    bool Changes(string name);

    /// <summary>Changes rows in place.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="firstRow">The first of the rows that are given.</param>
    /// <param name="rows">Whole rows, as floats.</param>
    void Change(SafetensorsTensor tensor, long firstRow, Span<float> rows);
}
