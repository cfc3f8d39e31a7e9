using System.Globalization;

namespace SynthTrain.Models.Tests;

/// <summary>How long seeded fuzz tests run.</summary>
internal static class Fuzz
{
    /// <summary>Inputs of a test: 20,000, or what <c>SYNTH_FUZZ</c> says (1000000 for a full run).</summary>
    public static int Count { get; } = int.TryParse(Environment.GetEnvironmentVariable("SYNTH_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 20_000;
}
