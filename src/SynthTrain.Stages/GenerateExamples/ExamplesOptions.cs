using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.Sets;

namespace SynthTrain.Stages.GenerateExamples;

/// <summary>Options of the stage <c>generateexamples</c>.</summary>
public sealed record ExamplesOptions
{
    /// <summary>The most of <c>count</c> and <c>pairs</c>.</summary>
    internal const int Most = 10_000_000;

    /// <summary><c>count</c>: examples over all subcommands, default 10,000.</summary>
    public int Count { get; init; } = ExamplesDefaults.Count;

    /// <summary><c>pairs</c>: preference pairs that prompts are wanted for, default 0.</summary>
    public int Pairs { get; init; }

    /// <summary><c>per_call</c>: examples of one request, 1 to 1,000, default 50.</summary>
    public int PerCall { get; init; } = ExamplesDefaults.PerCall;

    /// <summary><c>seed</c>, default 42.</summary>
    public int Seed { get; init; } = ExamplesDefaults.Seed;

    /// <summary><c>spare</c>: percent of prompts asked for beyond <c>pairs</c>, 0 to 1,000, default 20.</summary>
    public int SparePercent { get; init; } = ExamplesDefaults.SparePercent;

    /// <summary>Prompts to ask for: the pairs and a spare part.</summary>
    public int PreferencePrompts => Pairs + (int)(((Pairs * (long)SparePercent) + 99) / 100);

    /// <summary>Reads the options; all faults at once.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadOption"/>.</exception>
    public static ExamplesOptions From(StageOptions options)
    {
        var faults = new Faults();
        var read = new ExamplesOptions
        {
            Count = faults.Try(() => options.Int("count", ExamplesDefaults.Count, 1, Most)),
            Pairs = faults.Try(() => options.Int("pairs", 0, 0, Most)),
            SparePercent = faults.Try(() => options.Int("spare", ExamplesDefaults.SparePercent, 0, 1000)),
            PerCall = faults.Try(() => options.Int("per_call", ExamplesDefaults.PerCall, 1, 1000)),
            Seed = faults.Try(() => options.Int("seed", ExamplesDefaults.Seed)),
        };
        faults.ThrowIfAny();
        return read;
    }
}
