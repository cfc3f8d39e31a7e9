namespace SynthTrain.Training.Runs;

/// <summary>What goes through the model at once.</summary>
/// <param name="Rows">Numbers of rows (of packed rows, where rows are packed), which the objective understands.</param>
/// <param name="Tokens">Tokens that go through the model, padding not counted; for rates and estimates.</param>
public sealed record MicroBatch(IReadOnlyList<int> Rows, long Tokens)
{
    /// <summary>Tokens with padding: rows × the longest of them; default <see cref="Tokens"/>.</summary>
    public long Padded { get; init; } = Tokens;
}
