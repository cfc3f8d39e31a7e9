using System.Text.Json.Nodes;
using SynthTrain.Core.Hashing;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;
using SynthTrain.Stages.Answers;
using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.Preferences;

/// <summary>Makes pairs of answers of which one is better, the teacher's and the student's: <c>[IN] prompts, model, exclude</c>, <c>[OUT] preferences</c> in TRL's conversational format.</summary>
/// <remarks>
/// A prompt that the model was trained or will be measured on is not asked. The student's answer depends on its files, the prompt and a seed of the row alone, and the files' hash is part of every
/// row's key: what was asked once is not asked again while neither changes.
/// The student's template and tokenizer measure a prompt before the teacher is paid for it; its weights are opened after the teacher answered, so that counting requests needs none.
/// </remarks>
[Stage("preferences")]
public sealed class PreferencesStage : IRowStage, IStageValidator
{
    /// <summary>The task of its requests.</summary>
    public const string Task = "preference";

    private readonly Func<StageContext, PreferencesOptions, IStudent> _open;

    /// <summary>Asks the model of the inputs.</summary>
    public PreferencesStage()
        : this(ModelStudent.Open)
    {
    }

    internal PreferencesStage(Func<StageContext, PreferencesOptions, IStudent> open) => _open = open;

    /// <inheritdoc/>
    public void Validate(StageContext context) => PreferencesOptions.From(context);

    /// <inheritdoc/>
    public RowPlan Prepare(StageContext context)
    {
        var options = PreferencesOptions.From(context);
        var prompts = new PromptRows(context);
        var rows = prompts.Read(options.Pairs);
        var student = new SharedStudent(() => _open(context, options));
        return new RowPlan
        {
            Source = new ClosingRows(rows, student.Close),
            SourceCount = rows.Count,
            Map = new PairMaking(student, options.Judge).MapAsync,
            Figures = new PreferenceFigures(prompts.Beyond),
            KeyParts = [ModelStudent.Fingerprint(context), options.Key, options.Judge ? PreferenceJudge.Key : ""],
        };
    }

    private sealed class PairMaking(SharedStudent student, bool judge)
    {
        public async ValueTask<RowResult> MapAsync(SourceRow row, RowContext asking)
        {
            if (PromptRows.Skipped(row.Json) is var (skipped, place))
                return RowResult.Reject(skipped, $"the prompt stands in {place}");
            if (asking.Teacher.Provider == TeacherDefinition.OfflineProvider && PromptRow.Expected(row.Json) is null)
                return RowResult.Reject(PreferenceReasons.NoReference, "the offline teacher gives the answer of the row, its 'expected', 'response' or last message, and the row has none");
            var prompt = PromptRow.Messages(row.Json);
            if (student.Refuses(prompt) is var (refused, why))
                return RowResult.Reject(refused, why);
            var reply = await asking.AskAsync(new TeacherRequest { Task = Task, Messages = prompt, Teacher = asking.Teacher, Source = row.Json, RowId = row.Id });
            if (NoAnswer.Reason(reply) is { } none)
                return RowResult.Reject(none, reply.Text);
            if (reply.FinishReason == "length")
                return RowResult.Reject(PreferenceReasons.Cut, reply.Text);
            var chosen = reply.Text.Trim();
            var rejected = student.Answer(prompt, (long)(SeededRandom.Hash("student", row.Id, row.Json.GetRawText()) >> 1));
            if (chosen.Trim() == rejected.Trim())
                return RowResult.Reject(PreferenceReasons.Equal, rejected);
            if (judge && await PreferenceJudge.Refuses(row, asking, (chosen, rejected)) is var (reason, detail))
                return RowResult.Reject(reason, detail);
            return RowResult.Accept(Row(row.Id, prompt, chosen, rejected));
        }

        private static JsonObject Row(string id, IEnumerable<TeacherMessage> prompt, string chosen, string rejected) => new()
        {
            ["id"] = id,
            ["prompt"] = Messages(prompt),
            ["chosen"] = Messages([new("assistant", chosen)]),
            ["rejected"] = Messages([new("assistant", rejected)]),
        };

        private static JsonArray Messages(IEnumerable<TeacherMessage> messages) =>
            new([.. messages.Select(message => (JsonNode)new JsonObject { ["role"] = message.Role, ["content"] = message.Content })]);
    }
}
