using System.Text.Json.Nodes;
using SynthTrain.Stages.Sets;

namespace SynthTrain.Stages.Qa;

/// <summary>Builds <c>report</c>: checks with their limits, lengths, counts by field, duplicate pairs.</summary>
internal sealed class QaReport
{
    private const int MaxPairs = 1000;
    private readonly LengthStatistics _prompts = new();
    private readonly LengthStatistics _responses = new();
    private readonly SortedDictionary<string, SortedDictionary<string, (long Accepted, long Rejected)>> _fields = new(StringComparer.Ordinal);

    /// <summary>The lengths of a row, kept until its fate is known.</summary>
    public static (int Prompt, int Response) Measure(QaRow row) => (LengthCheck.Of(row.Row.Prompt), LengthCheck.Of(row.Response));

    /// <summary>Takes one row with its fate.</summary>
    public void Add(DatasetRow row, (int Prompt, int Response) lengths, bool accepted)
    {
        if (accepted)
        {
            _prompts.Add(lengths.Prompt);
            _responses.Add(lengths.Response);
        }

        foreach (var field in DatasetRow.OptionalTexts)
        {
            if (field == "group" || row.Text(field) is not { } value)
                continue;
            if (!_fields.TryGetValue(field, out var values))
                _fields[field] = values = new(StringComparer.Ordinal);
            var (yes, no) = values.GetValueOrDefault(value);
            values[value] = accepted ? (yes + 1, no) : (yes, no + 1);
        }
    }

    /// <summary>The report.</summary>
    public JsonObject ToJson(JsonObject stats, IReadOnlyList<(string Reason, string Limits)> checks, IReadOnlyList<DuplicatePair> pairs)
    {
        var report = stats.DeepClone().AsObject();
        var rejected = report["rejected"]!.AsObject();
        report["checks"] = new JsonArray([.. checks.Select(check => (JsonNode)new JsonObject
        {
            ["check"] = check.Reason,
            ["limits"] = check.Limits,
            ["rejected"] = (long?)rejected[check.Reason] ?? 0,
        })]);
        report["accepted_lengths"] = new JsonObject { ["prompt_characters"] = _prompts.ToJson(), ["response_characters"] = _responses.ToJson() };
        foreach (var (field, values) in _fields)
            report[$"by_{field}"] = Values(values);
        report["duplicate_pairs"] = new JsonArray([.. pairs.Take(MaxPairs).Select(Pair)]);
        report["duplicate_pairs_left_out"] = Math.Max(0, pairs.Count - MaxPairs);
        return report;
    }

    private static JsonObject Values(SortedDictionary<string, (long Accepted, long Rejected)> values)
    {
        var json = new JsonObject();
        foreach (var (value, (accepted, rejected)) in values)
            json[value] = new JsonObject { ["accepted"] = accepted, ["rejected"] = rejected };
        return json;
    }

    private static JsonNode Pair(DuplicatePair pair) =>
        new JsonObject { ["id"] = pair.Id, ["of"] = pair.Of, ["similarity"] = Math.Round(pair.Similarity, 4) };
}
