using System.Globalization;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.Sets;

namespace SynthTrain.Stages.Split;

/// <summary>Options of the stage <c>split</c>.</summary>
public sealed record SplitOptions
{
    private const double SumTolerance = 1e-9;

    /// <summary><c>seed</c>, default 42.</summary>
    public int Seed { get; init; }

    /// <summary><c>train</c>, <c>val</c>, <c>test</c>: fractions of the rows, default 0.8, 0.1, 0.1; each from 0 to 1, together 1. A split with 0 stays empty.</summary>
    public IReadOnlyList<double> Fractions { get; init; } = [];

    /// <summary><c>near_duplicate_threshold</c>: 0.5 to 1, default 0.88.</summary>
    public double NearDuplicateThreshold { get; init; }

    /// <summary><c>common_ngram_rows</c>: default 10; a run of words in more rows is template text. 0 counts every run.</summary>
    public int CommonNgramRows { get; init; }

    /// <summary>Reads the options; all faults at once.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadOption"/>.</exception>
    public static SplitOptions From(StageOptions options)
    {
        var faults = new Faults();
        var read = new SplitOptions
        {
            Seed = faults.Try(() => options.Int("seed", SplitDefaults.Seed)),
            Fractions =
            [
                faults.Try(() => options.Number("train", SplitDefaults.Train, 0, 1)),
                faults.Try(() => options.Number("val", SplitDefaults.Val, 0, 1)),
                faults.Try(() => options.Number("test", SplitDefaults.Test, 0, 1)),
            ],
            NearDuplicateThreshold = faults.Try(() => options.Number("near_duplicate_threshold", SplitDefaults.NearDuplicateThreshold, 0.5, 1)),
            CommonNgramRows = faults.Try(() => options.Int("common_ngram_rows", SplitDefaults.CommonNgramRows, 0)),
        };
        faults.ThrowIfAny();
        return Math.Abs(read.Fractions.Sum() - 1) <= SumTolerance
            ? read
            : throw new SynthException(Codes.BadOption, string.Create(CultureInfo.InvariantCulture, $"Options 'train', 'val' and 'test' (SynthTrainFraction, SynthValFraction, SynthTestFraction) are {read.Fractions[0]}, {read.Fractions[1]} and {read.Fractions[2]}, together {read.Fractions.Sum()}; they must add up to 1."));
    }
}
