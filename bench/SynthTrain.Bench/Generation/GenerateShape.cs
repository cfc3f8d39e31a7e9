namespace SynthTrain.Bench.Generation;

/// <summary>The sizes of a model that answers.</summary>
internal sealed record GenerateShape(string Name, int Vocabulary, int Width, int Inner, int Layers, int Heads, int KeyHeads)
{
    public static IReadOnlyList<GenerateShape> All { get; } = [new("5M", 4096, 256, 704, 6, 8, 4), new("135M", 49152, 576, 1536, 30, 9, 3)];
}
