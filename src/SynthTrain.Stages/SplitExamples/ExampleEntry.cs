namespace SynthTrain.Stages.SplitExamples;

/// <summary>What is kept of a row between the two readings: keys, and its fate.</summary>
internal sealed class ExampleEntry
{
    /// <summary>The row's id.</summary>
    public required string Id { get; init; }

    /// <summary>Whether it is for preference pairs.</summary>
    public bool IsPreference { get; init; }

    /// <summary>Number of its subcommand in the schema; -1 for a row that the rules reject.</summary>
    public int Subcommand { get; init; } = -1;

    /// <summary>Of the normalised input and its context.</summary>
    public UInt128 Input { get; init; }

    /// <summary>Of the input and its context as they stand.</summary>
    public UInt128 Exact { get; init; }

    /// <summary>Of the output.</summary>
    public UInt128 Output { get; init; }

    /// <summary>Of the output with its texts normalised.</summary>
    public UInt128 OutputNormalised { get; init; }

    /// <summary>How it is said.</summary>
    public PhrasingKeys Phrasing { get; init; }

    /// <summary>One of <see cref="ExampleSets"/>; null while it is not decided.</summary>
    public int? Set { get; set; }

    /// <summary>Why it is rejected; null when it is not.</summary>
    public string? Reason { get; private set; }

    /// <summary>What a person needs to see why.</summary>
    public string? Detail { get; private set; }

    /// <summary>Whether it is still in.</summary>
    public bool IsIn => Reason is null;

    /// <summary>Rejects it.</summary>
    public void Reject(string reason, string detail) => (Reason, Detail) = (reason, detail);
}
