using SynthTrain.Core.Diagnostics;
using SynthTrain.Training.Configuration;

namespace SynthTrain.Training.Data;

/// <summary>Validation examples within the model's limit: they are never packed, so that <c>data.overlong</c> decides on those that packing would have split.</summary>
internal static class ValidationRows
{
    private const int Named = 20;

    /// <summary>The examples that are evaluated.</summary>
    /// <param name="examples">As they were read.</param>
    /// <param name="options">The policy and the limit.</param>
    /// <param name="positions">The model's positions.</param>
    /// <exception cref="SynthException"><see cref="Codes.TooLong"/> where the policy is to fail, <see cref="Codes.NoTrainingData"/> when nothing is left.</exception>
    public static IReadOnlyList<TokenizedExample> Fit(IReadOnlyList<TokenizedExample> examples, SftOptions options, int positions)
    {
        var limit = Math.Min(options.MaxLength, positions);
        var tooLong = examples.Where(example => example.Ids.Length > limit).ToList();
        if (tooLong.Count == 0)
            return examples;
        var names = string.Join(", ", tooLong.Take(Named).Select(example => example.Source)) + (tooLong.Count > Named ? ", …" : "");
        if (options.Overlong == OverlongPolicy.Fail)
            throw new SynthException(Codes.TooLong, $"{tooLong.Count} validation rows have more than {limit} tokens, and validation rows are not packed: {names}. Shorten them, raise 'data.max_seq_length' as far as the model allows, or set 'data.overlong' to 'drop' or 'truncate'.");
        var fit = examples.Select(example => example.Ids.Length <= limit ? example : options.Overlong == OverlongPolicy.Drop ? null : example.CutTo(limit)).OfType<TokenizedExample>().ToList();
        return fit.Count > 0 ? fit : throw new SynthException(Codes.NoTrainingData, $"All {examples.Count} validation rows are longer than {limit} tokens and were left out: {names}. Raise the limit or shorten the rows.");
    }
}
