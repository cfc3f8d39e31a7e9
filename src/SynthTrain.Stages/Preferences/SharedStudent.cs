using SynthTrain.Core.Rows;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Stages.Preferences;

/// <summary>A student that rows of several threads ask: opened for the first of them, closed with the rows, opened again should more come. The first row of a window that needs an answer has the whole window answered, and the others wait for it.</summary>
internal sealed class SharedStudent(Func<IStudent> open, PromptWindows windows)
{
    private readonly Lock _opening = new();
    private readonly Lock _asking = new();
    private readonly AnsweredWindows _answered = new();
    private Task _last = Task.CompletedTask;
    private IStudent? _student;

    /// <inheritdoc cref="IStudent.Refuses"/>
    public (string Reason, string Detail)? Refuses(IReadOnlyList<TeacherMessage> prompt) => Student().Refuses(prompt);

    /// <summary>The answer to a row that is not refused.</summary>
    public async Task<string> AnswerAsync(SourceRow row, CancellationToken cancellation)
    {
        var window = windows.Of(row);
        Task<IReadOnlyDictionary<int, string>> answers;
        lock (_asking)
            answers = _answered.Of(window, () => Begin(window, cancellation));
        var answer = (await answers)[row.Line];
        lock (_asking)
            _answered.Took(window, row.Line);
        return answer;
    }

    /// <summary>Gives its memory back. A run that is aborted amid an answer does not wait for it: the process ends then.</summary>
    public void Close()
    {
        lock (_asking)
        {
            if (!_last.IsCompleted)
                return;
            lock (_opening)
            {
                _student?.Dispose();
                _student = null;
            }
        }
    }

    private Task<IReadOnlyDictionary<int, string>> Begin(int window, CancellationToken cancellation)
    {
        var before = _last;
        var answers = Task.Run(() => AnswerAsync(window, before, cancellation), cancellation);
        _last = answers;
        return answers;
    }

    private async Task<IReadOnlyDictionary<int, string>> AnswerAsync(int window, Task before, CancellationToken cancellation)
    {
        // Whoever waits for the window before hears of its faults.
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        var student = Student();
        var asked = windows.In(window)
            .Where(row => PromptRows.Skipped(row.Json) is null)
            .Select(row => (row.Line, Question: StudentQuestion.Of(row)))
            .Where(row => student.Refuses(row.Question.Prompt) is null)
            .ToList();
        var answers = await student.AnswerAsync([.. asked.Select(row => row.Question)], cancellation);
        return asked.Zip(answers).ToDictionary(pair => pair.First.Line, pair => pair.Second);
    }

    private IStudent Student()
    {
        lock (_opening)
            return _student ??= open();
    }
}
