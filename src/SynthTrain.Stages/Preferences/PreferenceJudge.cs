using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Hashing;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Teachers;
using SynthTrain.Stages.Answers;

namespace SynthTrain.Stages.Preferences;

/// <summary>Asks the teacher which of two answers is better, without saying whose they are. Which one is shown first a hash of the row decides, since models prefer a place (Zheng et al., "Judging LLM-as-a-judge", 2023).</summary>
internal static class PreferenceJudge
{
    /// <summary>The task of its requests.</summary>
    public const string Task = "preference_judge";

    /// <summary>The shape of a verdict.</summary>
    public const string Schema = """{"type":"object","properties":{"reason":{"type":"string"},"better":{"enum":["a","b","neither"]}},"required":["reason","better"],"additionalProperties":false}""";

    private static readonly ResponseSchema s_schema = ResponseSchema.Parse(Encoding.UTF8.GetBytes(Schema), "the judge's schema");

    /// <summary>What shapes the question; part of every row's key.</summary>
    public static string Key => Schema + Question("", "", "");

    /// <summary>Why the better answer is none; null when the judge finds it better.</summary>
    public static async ValueTask<(string Reason, string Detail)?> Refuses(SourceRow row, RowContext asking, (string Chosen, string Rejected) answers)
    {
        var chosenFirst = SeededRandom.Hash("judge order", row.Id, row.Json.GetRawText()) % 2 == 0;
        var (a, b) = chosenFirst ? (answers.Chosen, answers.Rejected) : (answers.Rejected, answers.Chosen);
        var conversation = string.Join("\n\n", PromptRow.Messages(row.Json).Select(message => $"[{message.Role}]\n{message.Content}"));
        var reply = await asking.AskAsync(new TeacherRequest
        {
            Task = Task,
            Messages = [new TeacherMessage("user", Question(conversation, a, b))],
            Teacher = asking.Teacher,
            ResponseSchema = Schema,
            Source = JsonElement.Parse(JsonText.ToText(new JsonObject { ["expected"] = PromptRow.Expected(row.Json), ["a"] = a, ["b"] = b })),
            RowId = row.Id,
        });
        var verdict = AnswerReading.Of(reply.Text, s_schema);
        if (verdict is not { SchemaOk: true, Json: { } json })
            return (PreferenceReasons.NoVerdict, reply.Text);
        return RowText.Get(json, "better") == (chosenFirst ? "a" : "b") ? null : (PreferenceReasons.JudgedNotBetter, reply.Text);
    }

    private static string Question(string conversation, string a, string b) =>
        $"""
        Compare two answers to the conversation below. Judge whether each does what was asked: first whether it is right and complete, then whether it is clear and no longer than needed.
        An answer that breaks the form that was asked for is worse than one that keeps it. The order of the answers means nothing. Say "neither" when none is clearly better.

        <conversation>
        {conversation}
        </conversation>

        <answer_a>
        {a}
        </answer_a>

        <answer_b>
        {b}
        </answer_b>

        Reply with JSON: your reason in one sentence, then "a", "b" or "neither" as "better".
        """;
}
