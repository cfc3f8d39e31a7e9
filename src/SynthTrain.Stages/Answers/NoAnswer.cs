using SynthTrain.Core.Teachers;

namespace SynthTrain.Stages.Answers;

/// <summary>Tells replies that hold no answer at all.</summary>
internal static class NoAnswer
{
    /// <summary>The reason of rejection when the teacher declined.</summary>
    public const string Refusal = "refusal";

    /// <summary>The reason of rejection when the reply has no text.</summary>
    public const string Empty = "empty";

    /// <summary>Why the reply is none; null when it is an answer. A text that opens with an apology and holds no JSON counts as a refusal.</summary>
    public static string? Reason(TeacherReply reply)
    {
        if (reply.FinishReason is "refusal" or "content_filter")
            return Refusal;
        if (string.IsNullOrWhiteSpace(reply.Text))
            return Empty;
        return Apology.Is(reply.Text) ? Refusal : null;
    }
}
