using System.Text;
using System.Text.Json;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;
using SynthTrain.Stages.Critiques;
using SynthTrain.Stages.Dataset;
using SynthTrain.Stages.Drafts;
using SynthTrain.Stages.Preferences;

namespace SynthTrain.Stages.Tests.Support;

/// <summary>Runs a row stage without journal and cache; the offline rules answer, or a function given by the test.</summary>
internal sealed class OfflineRows(Func<TeacherRequest, TeacherReply>? answer = null) : RowContext
{
    private static readonly Dictionary<string, IOfflineRule> s_rules = new(StringComparer.Ordinal)
    {
        ["draft"] = new DraftsOffline(),
        ["critique"] = new CritiquesOffline(),
        ["refine"] = new DatasetOffline(),
        ["preference"] = new PreferencesOffline(),
        ["preference_judge"] = new PreferenceJudgeOffline(),
    };

    public List<TeacherRequest> Asked { get; } = [];

    public List<(string Id, string Reason, string? Detail)> Rejected { get; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Figures { get; private set; } = [];

    public override TeacherDefinition Teacher => DistillStage.Offline;

    public static TeacherReply Reply(string text, string finish = "stop") => new(text, "rules", finish, 1, 1);

    public override ValueTask<TeacherReply> AskAsync(TeacherRequest request)
    {
        Asked.Add(request);
        return new(answer is null ? Reply(s_rules[request.Task].Answer(request)) : answer(request));
    }

    public override async ValueTask<IReadOnlyList<TeacherReply>> AskAllAsync(IReadOnlyList<TeacherRequest> requests)
    {
        var replies = new List<TeacherReply>();
        foreach (var request in requests)
            replies.Add(await AskAsync(request));
        return replies;
    }

    public async Task<IReadOnlyList<JsonElement>> Run(IRowStage stage, StageContext context)
    {
        var plan = stage.Prepare(context);
        var rows = new List<JsonElement>();
        var read = 0;
        foreach (var source in plan.Source)
        {
            read++;
            var result = await plan.Map(source, this);
            if (result.Rejection is { } reason)
                Rejected.Add((source.Id, reason, result.Detail));
            foreach (var row in result.Rows)
            {
                rows.Add(JsonElement.Parse(row.Span));
                plan.Figures?.Add(rows[^1]);
            }
        }

        Assert.AreEqual(plan.SourceCount, read);
        Figures = plan.Figures?.Result() ?? [];
        return rows;
    }
}
