using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.Sets;

namespace SynthTrain.Stages.Qa;

/// <summary>Options of the stage <c>qa</c>.</summary>
public sealed record QaOptions
{
    /// <summary><c>near_duplicate_threshold</c>: 0.5 to 1, default 0.88. Jaccard similarity of word 3-shingles of prompt and response.</summary>
    public double NearDuplicateThreshold { get; init; }

    /// <summary><c>language</c>: a code of <see cref="Languages.Codes"/>, or <c>any</c> for no check; default <c>en</c>.</summary>
    public string Language { get; init; } = QaDefaults.Language;

    /// <summary><c>min_length</c>: fewest characters of a response's text, default 1.</summary>
    public int MinLength { get; init; }

    /// <summary><c>max_length</c>: most characters of a response's text, default 20000.</summary>
    public int MaxLength { get; init; }

    /// <summary><c>reject_refusals</c>: default true; false for data that teaches refusing.</summary>
    public bool RejectRefusals { get; init; }

    /// <summary>Reads the options; all faults at once.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadOption"/>.</exception>
    public static QaOptions From(StageOptions options)
    {
        var faults = new Faults();
        var read = new QaOptions
        {
            NearDuplicateThreshold = faults.Try(() => options.Number("near_duplicate_threshold", QaDefaults.NearDuplicateThreshold, 0.5, 1)),
            Language = faults.Try(() => options.Choice("language", QaDefaults.Language, [.. Languages.Codes, Languages.Any])),
            MinLength = faults.Try(() => options.Int("min_length", QaDefaults.MinLength, 0)),
            MaxLength = faults.Try(() => options.Int("max_length", QaDefaults.MaxLength, 1)),
            RejectRefusals = faults.Try(() => options.Flag("reject_refusals", fallback: true)),
        };
        faults.ThrowIfAny();
        return read.MinLength <= read.MaxLength
            ? read
            : throw new SynthException(Codes.BadOption, $"Option 'min_length' is {read.MinLength} and 'max_length' is {read.MaxLength}; no response has such a length.");
    }
}
