using SynthTrain.Models.HuggingFace;

namespace SynthTrain.Models.Gguf;

/// <summary>The settings of llama3's rotary scaling that a file's factors were computed from [llama.cpp conversion/llama.py: generate_extra_tensors].</summary>
/// <remarks>1/factor of a pair is a straight line of 1/wavelength between its two ends, so slope, height and ends are all there is: the low frequency factor is 1 in every published model and fixes the rest.</remarks>
internal static class RopeRecovery
{
    private const double Tolerance = 1e-5;

    /// <summary>Settings that give these factors, or the factors themselves where no settings do.</summary>
    public static RopeScaling Of(IReadOnlyList<float> factors, ModelConfig config)
    {
        var greatest = factors.Max();
        foreach (var (low, high, original) in Candidates(factors, greatest, config))
        {
            var scaling = new RopeScaling("llama3", greatest, low, high, original);
            var again = RopeFactors.Of(config with { RopeScaling = scaling });
            if (again.Zip(factors).All(pair => Math.Abs(pair.First - pair.Second) <= Tolerance * pair.Second))
                return scaling;
        }

        return new("llama3", greatest) { FrequencyFactors = [.. factors] };
    }

    private static IEnumerable<(double Low, double High, int Original)> Candidates(IReadOnlyList<float> factors, double greatest, ModelConfig config)
    {
        var between = Enumerable.Range(0, factors.Count).Where(pair => factors[pair] > 1 && factors[pair] < greatest)
            .Select(pair => (Turns: Math.Pow(config.RopeTheta, -2.0 * pair / config.HeadSize) / (2 * Math.PI), Smooth: (1 / factors[pair] - 1 / greatest) / (1 - 1 / greatest))).ToList();
        if (between.Count > 1)
        {
            var slope = (between[0].Smooth - between[^1].Smooth) / (between[0].Turns - between[^1].Turns);
            var height = (slope * between[0].Turns) - between[0].Smooth;
            yield return (1, Rounded(1 + (1 / height)), (int)Math.Round(slope / height));
        }

        for (var original = 1; original <= 1 << 20; original *= 2)
            yield return (1, 4, original);
    }

    /// <summary>Published factors are whole.</summary>
    private static double Rounded(double value) => Math.Abs(value - Math.Round(value)) < 1e-3 ? Math.Round(value) : value;
}
