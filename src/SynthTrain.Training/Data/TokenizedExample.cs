namespace SynthTrain.Training.Data;

/// <summary>A conversation as the model sees it.</summary>
/// <param name="Ids">Tokens.</param>
/// <param name="Trained">For each token, whether the model learns to say it (its label is the token itself; labels are not shifted).</param>
/// <param name="Source">The row it came from, as <c>file(line)</c>.</param>
public sealed record TokenizedExample(int[] Ids, bool[] Trained, string Source)
{
    /// <summary>Tokens that a loss is taken of: trained ones but the first of the row, which nothing predicts.</summary>
    public int TrainedCount => Trained.Length < 2 ? 0 : Trained.AsSpan(1).Count(true);

    /// <summary>The first tokens; <see langword="null"/> when none that is left would be learned.</summary>
    internal TokenizedExample? CutTo(int limit) => this with { Ids = Ids[..limit], Trained = Trained[..limit] } is { TrainedCount: > 0 } cut ? cut : null;
}
