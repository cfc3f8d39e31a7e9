using System.Text.Json;
using SynthTrain.Core.Teachers;
using SynthTrain.Stages.Answers;
using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.Preferences;

/// <summary>A verdict by rules: the answer that says what the row expects is better, and where both or none does, neither.</summary>
[OfflineRule(PreferenceJudge.Task)]
public sealed class PreferenceJudgeOffline : IOfflineRule
{
    /// <inheritdoc/>
    public string Answer(TeacherRequest request)
    {
        var source = request.Source ?? JsonElement.Parse("{}");
        var expected = TextNormalizer.Normalize(RowText.Get(source, "expected"));
        var (a, b) = (Says("a"), Says("b"));
        return a == b
            ? """{"reason":"Neither alone says what is expected.","better":"neither"}"""
            : $$"""{"reason":"It says what is expected.","better":"{{(a ? "a" : "b")}}"}""";

        bool Says(string answer) => expected.Length > 0 && TextNormalizer.Normalize(RowText.Get(source, answer)) == expected;
    }
}
