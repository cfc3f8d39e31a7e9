using System.Diagnostics;

namespace SynthTrain.Training.Generation;

/// <summary>One answer of several that are made together.</summary>
/// <param name="Index">Its place in what was asked.</param>
/// <param name="Prompt">Its prompt.</param>
/// <param name="State">What was made of it.</param>
/// <param name="Most">The most tokens it may have.</param>
internal sealed record BatchRow(int Index, IReadOnlyList<int> Prompt, AnswerState State, int Most)
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private TimeSpan _first;
    private TimeSpan _last;

    /// <summary>Whether it ended.</summary>
    public bool IsDone => State.Finish is not null || State.Count >= Most;

    /// <summary>The answer, with the times since its group was begun.</summary>
    public GeneratedAnswer Answer => State.Done() with { FirstToken = _first, Duration = _last };

    /// <summary>Chooses its next token.</summary>
    public void Choose(CancellationToken cancellation)
    {
        State.Choose(cancellation);
        _last = Stopwatch.GetElapsedTime(_started);
        if (_first == TimeSpan.Zero)
            _first = _last;
    }
}
