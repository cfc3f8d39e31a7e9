using System.Globalization;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.Sets;

namespace SynthTrain.Stages.SplitExamples;

/// <summary>Options of the stage <c>splitexamples</c>.</summary>
public sealed record SplitExamplesOptions
{
    private const double SumTolerance = 1e-9;

    /// <summary><c>seed</c>, default 42.</summary>
    public int Seed { get; init; } = SplitExamplesDefaults.Seed;

    /// <summary><c>train</c>, <c>val</c>, <c>test</c>: fractions of the rows, default 0.85, 0.05, 0.10; each from 0 to 1, together 1. A split with 0 stays empty.</summary>
    public IReadOnlyList<double> Fractions { get; init; } = [SplitExamplesDefaults.Train, SplitExamplesDefaults.Val, SplitExamplesDefaults.Test];

    /// <summary><c>max_self_bleu</c>: 0 to 1, default 0.8; above this self-BLEU-4 of the inputs without their values the stage warns that they are too much alike. 1 never does.</summary>
    public double MaxSelfBleu { get; init; } = SplitExamplesDefaults.MaxSelfBleu;

    /// <summary><c>count</c>: examples that were asked for; 0 (default) when nobody says.</summary>
    public int Count { get; init; }

    /// <summary><c>pairs</c>: preference pairs that prompts are wanted for, default 0.</summary>
    public int Pairs { get; init; }

    /// <summary>Reads the options; all faults at once.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadOption"/>.</exception>
    public static SplitExamplesOptions From(StageOptions options)
    {
        var faults = new Faults();
        var read = new SplitExamplesOptions
        {
            Seed = faults.Try(() => options.Int("seed", SplitExamplesDefaults.Seed)),
            Fractions =
            [
                faults.Try(() => options.Number("train", SplitExamplesDefaults.Train, 0, 1)),
                faults.Try(() => options.Number("val", SplitExamplesDefaults.Val, 0, 1)),
                faults.Try(() => options.Number("test", SplitExamplesDefaults.Test, 0, 1)),
            ],
            MaxSelfBleu = faults.Try(() => options.Number("max_self_bleu", SplitExamplesDefaults.MaxSelfBleu, 0, 1)),
            Count = faults.Try(() => options.Int("count", 0, 0)),
            Pairs = faults.Try(() => options.Int("pairs", 0, 0)),
        };
        faults.ThrowIfAny();
        return Math.Abs(read.Fractions.Sum() - 1) <= SumTolerance
            ? read
            : throw new SynthException(Codes.BadOption, string.Create(CultureInfo.InvariantCulture, $"Options 'train', 'val' and 'test' of stage 'splitexamples' are {read.Fractions[0]}, {read.Fractions[1]} and {read.Fractions[2]}, together {read.Fractions.Sum()}; they must add up to 1."));
    }
}
