namespace SynthTrain.Models.Tokenizers;

/// <summary>What is put around a text, and how offsets are finished.</summary>
internal sealed class PostProcessing
{
    public List<int> Before { get; } = [];

    public List<int> After { get; } = [];

    public OffsetTrim TrimOffsets { get; set; }
}
