namespace SynthTrain.Training.Data;

/// <summary>What the data are like, said before the first step.</summary>
public sealed record DatasetReport
{
    /// <summary>What became of the rows of the training file.</summary>
    public required DatasetCounts Train { get; init; }

    /// <summary>What became of the rows of the validation file; <see langword="null"/> without one.</summary>
    public DatasetCounts? Validation { get; init; }

    /// <summary>How many training examples have how many tokens.</summary>
    public required IReadOnlyList<LengthBucket> Lengths { get; init; }

    /// <summary>Tokens of all training examples.</summary>
    public required long Tokens { get; init; }

    /// <summary>Tokens of them that a loss is taken of.</summary>
    public required long TrainedTokens { get; init; }

    /// <summary>The shortest, middle and longest training example in tokens.</summary>
    public required (int Least, int Middle, int Most) Length { get; init; }

    /// <summary>Training examples whose tokens are those of an earlier one.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Validation examples whose tokens are those of a training example: their loss says nothing.</summary>
    public required int Leaked { get; init; }

    /// <summary>The first training example with the tokens that are learned between <c>⟦</c> and <c>⟧</c>.</summary>
    public required string Preview { get; init; }

    /// <summary>Where the previewed example stands, as <c>file(line)</c>.</summary>
    public required string PreviewSource { get; init; }

    /// <summary>The share of tokens that a loss is taken of.</summary>
    public double TrainedShare => (double)TrainedTokens / Math.Max(1, Tokens);
}
