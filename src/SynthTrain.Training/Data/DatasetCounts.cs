namespace SynthTrain.Training.Data;

/// <summary>What became of the rows of a file; none is lost without standing here.</summary>
public sealed record DatasetCounts
{
    /// <summary>Rows in the file, empty lines not counted.</summary>
    public int Rows { get; init; }

    /// <summary>Rows that are trained on or evaluated.</summary>
    public int Examples { get; init; }

    /// <summary>Overlong rows left out (<c>data.overlong: drop</c>).</summary>
    public int Dropped { get; init; }

    /// <summary>Overlong rows whose end was cut off (<c>data.overlong: truncate</c>).</summary>
    public int Truncated { get; init; }

    /// <summary>Overlong rows left out because no trained token remained before the cut.</summary>
    public int NothingLeft { get; init; }

    /// <summary>Overlong rows that packing splits (<c>data.packing_strategy</c>); of a validation file, which is not packed, rows that <c>data.overlong</c> decides on.</summary>
    public int Split { get; init; }

    /// <summary>Packed rows left out because splitting put nothing that is learned into them.</summary>
    public int Unlearned { get; init; }

    /// <summary>Rows whose text holds one of the tokenizer's special tokens, which the model then reads as such.</summary>
    public int WithSpecialTokens { get; init; }
}
