using System.Text.Json;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Stages.Drafts;

/// <summary>Drafts by rules: an answer from the row's facts, with flaws at a stated rate, so that critiques and refinements have work.</summary>
[OfflineRule(DraftsStage.Task)]
public sealed class DraftsOffline : IOfflineRule
{
    /// <summary>Percent of drafts with a flaw. Which drafts and which flaws a hash of the row's id, payload type, category and region decides.</summary>
    public const int FlawedPercent = 35;

    /// <summary>Percent of flawed drafts with a second flaw of another kind.</summary>
    public const int TwiceFlawedPercent = 20;

    /// <inheritdoc/>
    public string Answer(TeacherRequest request)
    {
        var ground = DraftGround.Read(request.Source ?? JsonElement.Parse("{}"), request.Sample);
        var answer = AnswerBuilder.Build(ground);
        return DraftFlaws.Apply(answer, DraftFlaws.Choose(ground), ground);
    }
}
