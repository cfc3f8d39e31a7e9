using System.Globalization;
using System.Text.RegularExpressions;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Configuration;

namespace SynthTrain.Training.Runs.Estimates;

/// <summary>How large a model is, where it counts for time.</summary>
/// <param name="Parameters">All weights.</param>
/// <param name="Multiplied">Weights that each token is multiplied with: all but those of an embedding that is only looked up in.</param>
public sealed partial record ModelSize(long Parameters, long Multiplied)
{
    /// <summary>By its <c>config.json</c>.</summary>
    public static ModelSize Of(ModelConfig config)
    {
        var all = ModelTensors.Expected(config).Values.Sum(shape => shape.Aggregate(1L, (product, size) => product * size));
        return new(all, config.TieWordEmbeddings ? all : all - ((long)config.VocabularySize * config.HiddenSize));
    }

    /// <summary>Of a model from scratch, with all the tokens that its vocabulary may have.</summary>
    public static ModelSize Of(ScratchOptions options) => Of(ScratchModel.Config(options));

    /// <summary>By what a model's name says, such as <c>1B</c> in <c>Llama-3.2-1B-Instruct</c>; <see langword="null"/> when it says nothing, or several sizes.</summary>
    public static ModelSize? OfName(string name)
    {
        var found = Sizes().Matches(name);
        if (found.Count != 1)
            return null;
        var number = double.Parse(found[0].Groups["number"].ValueSpan, CultureInfo.InvariantCulture);
        var weights = (long)(number * (found[0].Groups["unit"].Value is "B" or "b" ? 1e9 : 1e6));
        return new(weights, weights);
    }

    [GeneratedRegex(@"(?<![0-9A-Za-z.])(?<number>[0-9]+(\.[0-9]+)?)(?<unit>[BbMm])(?![0-9A-Za-z])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sizes();
}
