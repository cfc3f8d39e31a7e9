using System.Text.Json.Nodes;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;
using SynthTrain.Stages.Answers;
using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.Preferences;

/// <summary>Makes pairs of answers of which one is better, the teacher's and the student's: <c>[IN] prompts, model, exclude</c>, <c>[OUT] preferences</c> in TRL's conversational format.</summary>
/// <remarks>
/// A prompt that the model was trained or will be measured on is not asked. The student's answer depends on its files, the prompt and a seed of the row alone, and the files' hash is part of every
/// row's key: what was asked once is not asked again while neither changes. It answers rows in groups of the file (<see cref="PromptWindows"/>), which are part of the keys too.
/// The student's template and tokenizer measure a prompt before the teacher is paid for it; its weights are opened after the teacher answered, so that counting requests needs none.
/// </remarks>
[Stage("preferences")]
public sealed class PreferencesStage : IRowStage, IStageValidator, IAskingStage
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
    public bool Asks(StageContext context) => !PreferencesOptions.From(context).Reference;

    /// <inheritdoc/>
    public RowPlan Prepare(StageContext context)
    {
        var options = PreferencesOptions.From(context);
        var prompts = new PromptRows(context);
        var rows = prompts.Read(options.Pairs);
        var windows = new PromptWindows(rows, ModelStudent.Window(context, options));
        var student = new SharedStudent(() => _open(context, options), windows);
        return new RowPlan
        {
            Source = new ClosingRows(windows.Rows, student.Close),
            SourceCount = rows.Count,
            Map = new PairMaking(student, options).MapAsync,
            Figures = new PreferenceFigures(prompts.Beyond),
            UsualReasons = [PreferenceReasons.Equal],
            KeyParts = [ModelStudent.Fingerprint(context), options.Key, options.Judge ? PreferenceJudge.Key : ""],
        };
    }

    private sealed class PairMaking(SharedStudent student, PreferencesOptions options)
    {
        public async ValueTask<RowResult> MapAsync(SourceRow row, RowContext asking)
        {
            if (PromptRows.Skipped(row.Json) is var (skipped, place))
                return RowResult.Reject(skipped, $"the prompt stands in {place}");
            var prompt = PromptRow.Messages(row.Json);
            var (chosen, refusal) = options.Reference ? Own(row, prompt) : await AskedAsync(row, prompt, asking);
            if (refusal is var (reason, detail))
                return RowResult.Reject(reason, detail);
            // What the student says changes no request but the judge's.
            if (asking.IsRehearsal && !options.Judge)
                return RowResult.Accept();
            var rejected = await student.AnswerAsync(row, asking.Stopping);
            if (chosen.Trim() == rejected.Trim())
                return RowResult.Reject(PreferenceReasons.Equal, rejected);
            if (options.Judge && await PreferenceJudge.Refuses(row, asking, (chosen, rejected)) is var (judged, why))
                return RowResult.Reject(judged, why);
            return RowResult.Accept(Row(row.Id, prompt, chosen, rejected));
        }

        private (string Chosen, (string Reason, string Detail)? Refusal) Own(SourceRow row, IReadOnlyList<TeacherMessage> prompt) => PromptRow.Expected(row.Json)?.Trim() is { Length: > 0 } own
            ? (own, student.Refuses(prompt))
            : ("", (PreferenceReasons.NoReference, "SynthPreferenceReference takes the answer of the row, its 'expected', 'response', 'output', 'completion' or last message, and the row has none"));

        private async ValueTask<(string Chosen, (string Reason, string Detail)? Refusal)> AskedAsync(SourceRow row, IReadOnlyList<TeacherMessage> prompt, RowContext asking)
        {
            if (asking.Teacher.Provider == TeacherDefinition.OfflineProvider && PromptRow.Expected(row.Json) is null)
                return ("", (PreferenceReasons.NoReference, "the offline teacher gives the answer of the row, its 'expected', 'response' or last message, and the row has none"));
            if (student.Refuses(prompt) is { } refused)
                return ("", refused);
            var reply = await asking.AskAsync(new TeacherRequest { Task = Task, Messages = prompt, Teacher = asking.Teacher, Source = row.Json, RowId = row.Id });
            if (NoAnswer.Reason(reply) is { } none)
                return ("", (none, reply.Text));
            return reply.FinishReason == "length" ? ("", (PreferenceReasons.Cut, reply.Text)) : (reply.Text.Trim(), null);
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
