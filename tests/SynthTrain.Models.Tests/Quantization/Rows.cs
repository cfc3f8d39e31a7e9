namespace SynthTrain.Models.Tests.Quantization;

/// <summary>Rows of weights, usual and unusual, from a seed.</summary>
internal static class Rows
{
    /// <summary>The kinds of rows.</summary>
    public static IReadOnlyList<(string Name, Func<Random, int, float> Value)> Kinds { get; } =
    [
        ("normal", (random, _) => Normal(random) * 0.05f),
        ("wide", (random, _) => Normal(random) * MathF.Pow(10, random.Next(-12, 6))),
        ("zeros", (_, _) => 0),
        ("signed zeros", (random, _) => random.Next(2) == 0 ? 0f : -0f),
        ("constant", (_, i) => i / 64 % 2 == 0 ? 0.37f : -1.5f),
        ("outlier", (random, i) => i % 97 == 5 ? 1000 * Normal(random) : Normal(random) * 0.01f),
        ("subnormal", (random, _) => BitConverter.Int32BitsToSingle(random.Next(0x800000)) * (random.Next(2) == 0 ? 1 : -1)),
        ("near subnormal", (random, _) => Normal(random) * 1e-37f),
        ("tiny", (random, _) => Normal(random) * 1e-15f),
        ("large", (random, _) => Normal(random) * 60000),
        ("huge", (random, _) => Normal(random) * 1e33f),
        ("negative", (random, _) => -Math.Abs(Normal(random))),
        ("positive", (random, _) => 3 + Math.Abs(Normal(random) * 0.01f)),
        ("few", (random, _) => random.Next(-2, 3) * 0.125f),
        ("integers", (random, _) => random.Next(-8, 8)),
        ("sparse", (random, _) => random.Next(12) == 0 ? Normal(random) : random.Next(2) == 0 ? 0f : -0f),
        ("half steps", (random, _) => (random.Next(-256, 256) + 0.5f) / 127),
        ("blocks", (random, i) => (i / 16 % 4) switch { 0 => 0, 1 => 5e-8f * Normal(random), 2 => 1 + (1e-6f * random.Next(3)), _ => Normal(random) }),
        ("bits", (random, _) => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)) is var value && float.IsFinite(value) && Math.Abs(value) < 1e6f ? value : 1),
    ];

    /// <summary>The kinds of importances, the first none at all.</summary>
    public static IReadOnlyList<(string Name, Func<Random, float>? Value)> Importances { get; } =
    [
        ("none", null),
        ("uniform", random => random.NextSingle()),
        ("squares", random => Normal(random) is var value ? value * value * 30 : 0),
        ("ones", _ => 1),
        ("zeros", _ => 0),
        ("mostly zeros", random => random.Next(20) == 0 ? random.NextSingle() : 0),
        ("wide", random => MathF.Pow(10, random.Next(-20, 12))),
    ];

    /// <summary>Values of a kind.</summary>
    public static float[] Make(Func<Random, int, float> kind, Random random, int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
            values[i] = kind(random, i);
        return values;
    }

    /// <summary>A normal deviate.</summary>
    public static float Normal(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
