using SynthTrain.Models.Safetensors;

namespace SynthTrain.Models.Gguf;

/// <summary>A tensor of a converted file and where it comes from.</summary>
/// <param name="Name">llama.cpp's name.</param>
/// <param name="Type">How it is stored.</param>
/// <param name="File">The source's file.</param>
/// <param name="Source">The source.</param>
/// <param name="Heads">How many heads its rows are permuted in; 0 = not.</param>
internal sealed record ConvertedTensor(string Name, GgufType Type, SafetensorsFile File, SafetensorsTensor Source, int Heads)
{
    /// <summary>The shape in GGUF's order.</summary>
    public long[] Shape => [.. Source.Shape.Reverse()];
}
