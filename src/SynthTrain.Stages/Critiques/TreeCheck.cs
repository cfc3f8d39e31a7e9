using System.Text.Json;
using SynthTrain.Stages.Answers;

namespace SynthTrain.Stages.Critiques;

/// <summary>Checks that a decision tree leads from its start to every outcome and never back.</summary>
internal static class TreeCheck
{
    private static readonly string[] s_branches = ["yes", "no"];

    /// <summary>Adds broken references, circles, and what is never reached.</summary>
    public static void Run(JsonElement payload, List<CritiqueIssue> issues)
    {
        var questions = ById(payload, "questions");
        var outcomes = ById(payload, "outcomes");
        if (questions.Count == 0)
            return;
        var before = issues.Count;
        var start = RowText.Get(payload, "start");
        if (!questions.ContainsKey(start))
            issues.Add(new CritiqueIssue(IssueKinds.Inconsistent, "/payload/start", $"The tree starts at '{start}', which is no question."));
        var reached = new HashSet<string>(StringComparer.Ordinal);
        Walk(start, [], (questions, outcomes), reached, issues);
        // What a broken branch does not reach is not a fault of its own.
        if (issues.Count > before)
            return;
        foreach (var (id, (pointer, _)) in questions.Concat(outcomes).Where(node => !reached.Contains(node.Key)))
            issues.Add(new CritiqueIssue(IssueKinds.Inconsistent, pointer, $"'{id}' is never reached from the start; lead a branch to it or leave it out."));
    }

    private static void Walk(
        string id,
        HashSet<string> path,
        (Dictionary<string, (string Pointer, JsonElement Value)> Questions, Dictionary<string, (string Pointer, JsonElement Value)> Outcomes) tree,
        HashSet<string> reached,
        List<CritiqueIssue> issues)
    {
        if (!reached.Add(id) || !tree.Questions.TryGetValue(id, out var question))
            return;
        path.Add(id);
        foreach (var branch in s_branches)
        {
            var target = RowText.Get(question.Value, branch);
            if (path.Contains(target))
                issues.Add(new CritiqueIssue(IssueKinds.Inconsistent, $"{question.Pointer}/{branch}", $"The branch leads back to '{target}', which was asked already."));
            else if (!tree.Questions.ContainsKey(target) && !tree.Outcomes.ContainsKey(target))
                issues.Add(new CritiqueIssue(IssueKinds.Inconsistent, $"{question.Pointer}/{branch}", $"The branch leads to '{target}', which does not exist."));
            else
                Walk(target, path, tree, reached, issues);
        }

        path.Remove(id);
    }

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
