using SynthTrain.Core.Teachers;

namespace SynthTrain.Stages.Preferences;

/// <summary>A student that rows of several threads ask: opened for the first of them, closed with the rows, opened again should more come.</summary>
internal sealed class SharedStudent(Func<IStudent> open)
{
    private readonly Lock _opening = new();
    private readonly Lock _answering = new();
    private IStudent? _student;

    /// <inheritdoc cref="IStudent.Refuses"/>
    public (string Reason, string Detail)? Refuses(IReadOnlyList<TeacherMessage> prompt) => Student().Refuses(prompt);

    /// <inheritdoc cref="IStudent.Answer"/>
    public string Answer(IReadOnlyList<TeacherMessage> prompt, long seed)
    {
        lock (_answering)
            return Student().Answer(prompt, seed);
    }

    /// <summary>Gives its memory back. A run that is aborted amid an answer does not wait for it: the process ends then.</summary>
    public void Close()
    {
        if (!_answering.TryEnter())
            return;
        try
        {
            lock (_opening)
            {
                _student?.Dispose();
                _student = null;
            }
        }
        finally
        {
            _answering.Exit();
        }
    }

    private IStudent Student()
    {
        lock (_opening)
            return _student ??= open();
    }
}
