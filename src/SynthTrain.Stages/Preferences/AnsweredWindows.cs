namespace SynthTrain.Stages.Preferences;

/// <summary>Windows that are answered or being answered. One whose rows all got their answers goes first when there are many; one of which a row may still come stays, up to a bound.</summary>
/// <remarks>Rows are mapped in their order, but one may wait long for its teacher, and rows that an earlier run made never come. Not safe for threads.</remarks>
internal sealed class AnsweredWindows
{
    /// <summary>Windows that stay although all their rows got their answers: a row that waited for a judge comes once more.</summary>
    internal const int Done = 8;

    /// <summary>Windows that stay at all: 65,536 answers where a window has 256 rows, some tens of megabytes of text.</summary>
    internal const int Most = 256;

    // The one that was asked for last stands last.
    private readonly OrderedDictionary<int, Window> _windows = [];

    /// <summary>The answers of a window, by the lines of its rows.</summary>
    /// <param name="window">Its number.</param>
    /// <param name="begin">Begins to answer one that is not here.</param>
    public Task<IReadOnlyDictionary<int, string>> Of(int window, Func<Task<IReadOnlyDictionary<int, string>>> begin)
    {
        if (_windows.Remove(window, out var found))
        {
            _windows.Add(window, found);
            return found.Answers;
        }

        Evict();
        var answers = begin();
        _windows.Add(window, new(answers));
        return answers;
    }

    /// <summary>Notes that a row has its answer.</summary>
    public void Took(int window, int line)
    {
        if (_windows.TryGetValue(window, out var found))
            found.Taken.Add(line);
    }

    private void Evict()
    {
        for (var i = 0; i < _windows.Count && _windows.Count >= Done;)
        {
            if (_windows.GetAt(i).Value.IsDone)
                _windows.RemoveAt(i);
            else
                i++;
        }

        if (_windows.Count >= Most)
            _windows.RemoveAt(0);
    }

    private sealed record Window(Task<IReadOnlyDictionary<int, string>> Answers)
    {
        public HashSet<int> Taken { get; } = [];

        public bool IsDone => Answers.IsCompletedSuccessfully && Taken.Count >= Answers.Result.Count;
    }
}
