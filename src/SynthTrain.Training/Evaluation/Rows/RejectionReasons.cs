namespace SynthTrain.Training.Evaluation.Rows;

/// <summary>Why rows are not asked.</summary>
public static class RejectionReasons
{
    /// <summary>Neither messages nor a prompt.</summary>
    public const string NotAConversation = "not_a_conversation";

    /// <summary>Nothing says what the answer should be.</summary>
    public const string NoExpectedAnswer = "no_expected_answer";

    /// <summary>The last message and a field of its own, or two fields, say different answers.</summary>
    public const string TwoExpectedAnswers = "two_expected_answers";

    /// <summary>An earlier row has the id.</summary>
    public const string RepeatedId = "repeated_id";

    /// <summary>The model's chat template does not render it.</summary>
    public const string TemplateRefuses = "template_refuses";

    /// <summary>The model's tokenizer has no tokens for it.</summary>
    public const string BadText = "bad_text";

    /// <summary>Question and expected answer do not fit into the model's context.</summary>
    public const string TooLong = "too_long";
}
