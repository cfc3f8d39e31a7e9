using SynthTrain.Core.Teachers;

namespace SynthTrain.Spender;

/// <summary>Answers at once, or never.</summary>
internal sealed class Instant(bool hang) : ITeacher
{
    private int _asked;

    public async ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _asked);
        if (hang)
        {
            if (number == 16)
                Console.WriteLine("hanging");
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        return new TeacherReply("yes", request.Teacher.Models[0], "stop", 10, 100 + (number % 7));
    }
}
