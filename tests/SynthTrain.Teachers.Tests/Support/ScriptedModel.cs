using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Providers;

namespace SynthTrain.Teachers.Tests.Support;

/// <summary>A model that answers or fails by a function of the request's number, from 0.</summary>
internal sealed class ScriptedModel(Func<int, ProviderException?> fault) : ITeacher
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public Func<int, CancellationToken, Task>? Wait { get; init; }

    public List<TeacherRequest> Asked { get; } = [];

    public static TeacherRequest Request(string text = "hello", params string[] models) => new()
    {
        Task = "draft",
        Messages = [new TeacherMessage("user", text)],
        Teacher = Definition(models.Length == 0 ? ["m1"] : models),
        RowId = "r1",
    };

    public static TeacherDefinition Definition(params string[] models) => new() { Name = "default", Provider = "openai", Models = models };

    public async ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _count) - 1;
        lock (Asked)
            Asked.Add(request);
        if (Wait is not null)
            await Wait(number, cancellationToken);
        return fault(number) is { } e ? throw e : new TeacherReply("yes", request.Teacher.Models[0], "stop", 10, 5);
    }
}
