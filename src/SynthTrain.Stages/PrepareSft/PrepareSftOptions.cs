using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.Sets;

namespace SynthTrain.Stages.PrepareSft;

/// <summary>Options of the stage <c>preparesft</c>, and the system prompt.</summary>
public sealed record PrepareSftOptions
{
    /// <summary><c>seed</c>, default 42.</summary>
    public int Seed { get; init; }

    /// <summary><c>suite_size</c>: prompts of the eval suite, 0 to 100000, default 20.</summary>
    public int SuiteSize { get; init; }

    /// <summary>Text of the input <c>system</c>, without white space at its ends; null for none.</summary>
    public string? System { get; init; }

    /// <summary>Reads the options and the system prompt; all faults at once.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadOption"/> or the faults of reading.</exception>
    public static PrepareSftOptions From(StageContext context)
    {
        var faults = new Faults();
        var read = new PrepareSftOptions
        {
            Seed = faults.Try(() => context.Options.Int("seed", PrepareSftDefaults.Seed)),
            SuiteSize = faults.Try(() => context.Options.Int("suite_size", PrepareSftDefaults.SuiteSize, 0, 100_000)),
            System = context.Inputs("system") is [var path, ..] ? faults.Try(() => TextFile.Read(context.Files, path, context.Display(path)).Trim()) : null,
        };
        faults.ThrowIfAny();
        return read.System is "" ? read with { System = null } : read;
    }
}
