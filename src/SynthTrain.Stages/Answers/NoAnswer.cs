using SynthTrain.Core.Teachers;

namespace SynthTrain.Stages.Answers;

/// <summary>Tells replies that hold no answer at all.</summary>
internal static class NoAnswer
{
    /// <summary>The reason of rejection when the teacher declined.</summary>
    public const string Refusal = "refusal";

    /// <summary>The reason of rejection when the reply has no text.</summary>
    public const string Empty = "empty";

    private static readonly string[] s_openings =
        ["I'm sorry", "I’m sorry", "I am sorry", "Sorry,", "I cannot", "I can't", "I can’t", "I am unable", "I'm unable", "I’m unable", "As an AI"];

    /// <summary>Why the reply is none; null when it is an answer. A text that opens with an apology and holds no JSON counts as a refusal.</summary>
    public static string? Reason(TeacherReply reply)
    {
        if (reply.FinishReason is "refusal" or "content_filter")
            return Refusal;
        var text = reply.Text.TrimStart();
        if (text.Length == 0)
            return Empty;
        return !text.Contains('{', StringComparison.Ordinal) && s_openings.Any(opening => text.StartsWith(opening, StringComparison.OrdinalIgnoreCase)) ? Refusal : null;
    }
}
