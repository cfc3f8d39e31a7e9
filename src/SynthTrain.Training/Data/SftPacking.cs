using SynthTrain.Training.Configuration;

namespace SynthTrain.Training.Data;

/// <summary>Packs examples as the options say. Rows in which nothing is learned are left out: a step of nothing else would have no loss.</summary>
internal static class SftPacking
{
    /// <summary>Whether packing cuts what is longer than a row itself.</summary>
    public static bool Splits(SftOptions options) => options is { Packing: true, PackingStrategy: not PackingStrategy.Bfd };

    /// <summary>The rows, and how many were left out.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="options">How.</param>
    /// <param name="positions">The model's positions.</param>
    public static (TrainingRows Rows, int Unlearned) Plan(IReadOnlyList<TokenizedExample> examples, SftOptions options, int positions)
    {
        // Whole examples have positions of their own and are short enough; what is split is held to the model's here.
        var room = Splits(options) ? Math.Min(options.MaxLength, positions) : options.MaxLength;
        var borders = options.PackingStrategy != PackingStrategy.Wrapped;
        var packed = PackingPlan.Create([.. examples.Select(example => example.Ids.Length)], room, options.PackingStrategy);
        var all = new TrainingRows(examples, packed, borders);
        var learned = packed.Where((_, row) => all.Trained(row) > 0).ToList();
        return learned.Count == packed.Count ? (all, 0) : (new(examples, learned, borders), packed.Count - learned.Count);
    }
}
