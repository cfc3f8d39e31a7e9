using SynthTrain.Core.Teachers;

namespace SynthTrain.Core.Tests.Rows.Support;

/// <summary>Answers by a function, remembers what it was asked, and lets a test step in.</summary>
internal sealed class TestTeacher : ITeacher
{
    private readonly List<TeacherRequest> _asked = [];
    private int _inFlight;

    public Func<TeacherRequest, string> Answer { get; init; } = static request => $"[{request.Messages[^1].Content}]";

    /// <summary>Called before each answer, with the number of the request from 1.</summary>
    public Func<int, TeacherRequest, CancellationToken, Task>? Before { get; init; }

    public int MostInFlight { get; private set; }

    public IReadOnlyList<TeacherRequest> Asked
    {
        get
        {
            lock (_asked)
                return [.. _asked];
        }
    }

    public int Count => Asked.Count;

    public async ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken)
    {
        int number;
        lock (_asked)
        {
            _asked.Add(request);
            number = _asked.Count;
            MostInFlight = Math.Max(MostInFlight, ++_inFlight);
        }

        try
        {
            if (Before is not null)
                await Before(number, request, cancellationToken);
            return new TeacherReply(Answer(request), "test", "stop", 10, 5);
        }
        finally
        {
            lock (_asked)
                _inFlight--;
        }
    }
}
