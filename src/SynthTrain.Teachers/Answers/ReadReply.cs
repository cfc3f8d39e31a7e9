using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Teachers.Answers;

/// <summary>A reply held against the schema.</summary>
/// <param name="Reply">The reply; its text is the document when there is one.</param>
/// <param name="Parsed">Whether it holds a document.</param>
/// <param name="Errors">What is wrong, in the validator's or the parser's words; empty when the reply is valid.</param>
internal sealed record ReadReply(TeacherReply Reply, bool Parsed, IReadOnlyList<string> Errors)
{
    /// <summary>The most errors that are told.</summary>
    public const int MostErrors = 5;

    /// <summary>Whether it may be used.</summary>
    public bool IsValid => Errors.Count == 0;

    /// <summary>Reads a reply: of several documents the first valid one, else the longest.</summary>
    public static ReadReply Of(TeacherReply reply, ReplySchema schema)
    {
        var found = JsonFinder.Find(reply.Text);
        if (found.Fault is { } fault)
            return new ReadReply(reply, Parsed: false, [fault]);
        var text = found.Texts.FirstOrDefault(candidate => schema.Errors(candidate, 1).Count == 0) ?? found.Texts.MaxBy(candidate => candidate.Length)!;
        return new ReadReply(found.Cut ? reply with { Text = text, Repaired = true } : reply, Parsed: true, schema.Errors(text, MostErrors));
    }
}
