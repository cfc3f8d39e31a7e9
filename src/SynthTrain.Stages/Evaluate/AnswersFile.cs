using System.Text.Json.Nodes;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Stages;
using SynthTrain.Training.Evaluation.Rows;
using SynthTrain.Training.Evaluation.Scoring;

namespace SynthTrain.Stages.Evaluate;

/// <summary>Writes <c>answers.jsonl</c>: every row of every set in file order, asked or rejected, with every source's answer and what it is worth.</summary>
internal static class AnswersFile
{
    /// <summary>Writes it.</summary>
    public static void Write(StageContext context, EvaluationOutcome outcome)
    {
        using var stream = context.OpenOutput("answers");
        var writer = new JsonlWriter(stream);
        foreach (var set in outcome.Sets)
        {
            var lines = set.Rows.Rows.Select((row, index) => (row.Line, Json: Asked(set, row, index)))
                .Concat(set.Rows.Rejected.Select(row => (row.Line, Json: Rejected(row))));
            foreach (var (_, json) in lines.OrderBy(line => line.Line))
            {
                if (outcome.Sets.Count > 1)
                    json.Insert(0, "set", set.Name);
                writer.Write(json);
            }
        }
    }

    private static JsonObject Rejected(RejectedRow row) => new() { ["id"] = row.Id, ["line"] = row.Line, ["rejected"] = row.Reason, ["detail"] = row.Detail };

    private static JsonObject Asked(EvaluationSet set, EvaluationRow row, int index) => new()
    {
        ["id"] = row.Id,
        ["line"] = row.Line,
        ["messages"] = JsonNode.Parse(row.Messages.GetRawText()),
        ["expected"] = row.Expected,
        ["answers"] = new JsonObject([.. set.Sources.Select(source => new KeyValuePair<string, JsonNode?>(source.Summary.Source, Answer(source.Run.Rows[index])))]),
    };

    private static JsonObject Answer(AnsweredRow row)
    {
        if (row is not { Answer: { } answer, Verdict: { } verdict })
            return new() { ["failed"] = row.Failure };
        var json = new JsonObject { ["text"] = answer.Text, ["finish"] = answer.Finish.ToString().ToLowerInvariant(), ["exact_match"] = verdict.Exact };
        foreach (var (name, value) in new[] { ("json_match", verdict.JsonMatch), ("valid_json", verdict.ValidJson), ("valid_schema", verdict.ValidSchema) })
        {
            if (value is { } known)
                json[name] = known;
        }

        var wrong = verdict.Fields.Where(field => !field.IsCorrect).Select(field => (JsonNode?)field.Path).ToArray();
        if (wrong.Length > 0)
            json["wrong_fields"] = new JsonArray(wrong);
        return json;
    }
}
