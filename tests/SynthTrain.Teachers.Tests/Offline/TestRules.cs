using SynthTrain.Core.Teachers;

namespace SynthTrain.Teachers.Tests.Offline;

[OfflineRule("echo", Version = 3)]
public sealed class EchoRule : IOfflineRule
{
    public string Answer(TeacherRequest request) =>
        $"{request.Messages.Count} {request.Messages[^1].Content} {request.Source?.GetProperty("x")}";
}

[OfflineRule("broken")]
public sealed class BrokenRule : IOfflineRule
{
    public string Answer(TeacherRequest request) => throw new FormatException("no number");
}
