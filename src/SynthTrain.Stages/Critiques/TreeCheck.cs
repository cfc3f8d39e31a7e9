using System.Text.Json;
using SynthTrain.Stages.Answers;

namespace SynthTrain.Stages.Critiques;

/// <summary>Checks that a decision tree leads from its start to every outcome and never back.</summary>
internal sealed class TreeCheck
{
    private static readonly string[] s_branches = ["yes", "no"];

    private readonly Dictionary<string, (string Pointer, JsonElement Value)> _questions;
    private readonly Dictionary<string, (string Pointer, JsonElement Value)> _outcomes;
    private readonly List<CritiqueIssue> _issues;
    private readonly HashSet<string> _reached = new(StringComparer.Ordinal);
    private readonly HashSet<string> _path = new(StringComparer.Ordinal);

    private TreeCheck(JsonElement payload, List<CritiqueIssue> issues) =>
        (_questions, _outcomes, _issues) = (ById(payload, "questions"), ById(payload, "outcomes"), issues);

    /// <summary>Adds broken references, circles, and what is never reached.</summary>
    public static void Run(JsonElement payload, List<CritiqueIssue> issues)
    {
        var check = new TreeCheck(payload, issues);
        if (check._questions.Count > 0)
            check.Run(RowText.Get(payload, "start"));
    }

    private void Run(string start)
    {
        var before = _issues.Count;
        if (!_questions.ContainsKey(start))
            Add("/payload/start", $"The tree starts at '{start}', which is no question.");
        Walk(start);
        // What a broken branch does not reach is not a fault of its own.
        if (_issues.Count > before)
            return;
        foreach (var (id, (pointer, _)) in _questions.Concat(_outcomes).Where(node => !_reached.Contains(node.Key)))
            Add(pointer, $"'{id}' is never reached from the start; lead a branch to it or leave it out.");
    }

    private void Walk(string id)
    {
        if (!_reached.Add(id) || !_questions.TryGetValue(id, out var question))
            return;
        _path.Add(id);
        foreach (var branch in s_branches)
        {
            var target = RowText.Get(question.Value, branch);
            if (_path.Contains(target))
                Add($"{question.Pointer}/{branch}", $"The branch leads back to '{target}', which was asked already.");
            else if (!_questions.ContainsKey(target) && !_outcomes.ContainsKey(target))
                Add($"{question.Pointer}/{branch}", $"The branch leads to '{target}', which does not exist.");
            else
                Walk(target);
        }

        _path.Remove(id);
    }

    private void Add(string pointer, string message) => _issues.Add(new CritiqueIssue(IssueKinds.Inconsistent, pointer, message));

    private static Dictionary<string, (string Pointer, JsonElement Value)> ById(JsonElement payload, string list)
    {
        var nodes = new Dictionary<string, (string, JsonElement)>(StringComparer.Ordinal);
        foreach (var (pointer, node) in AnswerEntries.Elements(payload, list, "/payload"))
        {
            if (RowText.Get(node, "id") is { Length: > 0 } id)
                nodes.TryAdd(id, (pointer, node));
        }

        return nodes;
    }
}
