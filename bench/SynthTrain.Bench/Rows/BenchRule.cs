using SynthTrain.Core.Teachers;

namespace SynthTrain.Bench.Rows;

/// <summary>Answers with as many words as it was asked.</summary>
[OfflineRule(BenchStage.Task)]
internal sealed class BenchRule : IOfflineRule
{
    public string Answer(TeacherRequest request) => "Answer: " + request.Messages[^1].Content;
}
