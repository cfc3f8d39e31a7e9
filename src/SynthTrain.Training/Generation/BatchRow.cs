namespace SynthTrain.Training.Generation;

/// <summary>One answer of several that are made together.</summary>
/// <param name="Index">Its place in what was asked.</param>
/// <param name="Prompt">Its prompt.</param>
/// <param name="State">What was made of it.</param>
/// <param name="Most">The most tokens it may have.</param>
internal sealed record BatchRow(int Index, IReadOnlyList<int> Prompt, AnswerState State, int Most)
{
    /// <summary>Whether it ended.</summary>
    public bool IsDone => State.Finish is not null || State.Count >= Most;
}
