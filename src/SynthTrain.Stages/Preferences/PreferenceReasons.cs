namespace SynthTrain.Stages.Preferences;

/// <summary>Why a prompt gives no pair; stable words.</summary>
internal static class PreferenceReasons
{
    /// <summary>The prompt is one of the training's, the validation's or the held-out ones.</summary>
    public const string Excluded = "excluded";

    /// <summary>The prompt stood in the file before.</summary>
    public const string Repeated = "repeated";

    /// <summary>The prompt and an answer do not fit into the student.</summary>
    public const string TooLong = "too_long";

    /// <summary>The student's chat template refuses the prompt, such as a system message or two turns of the user.</summary>
    public const string Template = "template";

    /// <summary>Only rules answer, and the row has no answer that they could give.</summary>
    public const string NoReference = "no_reference";

    /// <summary>The teacher's answer was cut off, so it is no better one.</summary>
    public const string Cut = "cut";

    /// <summary>Teacher and student say the same.</summary>
    public const string Equal = "equal";

    /// <summary>The judge finds the student's answer at least as good.</summary>
    public const string JudgedNotBetter = "judged_not_better";

    /// <summary>What the judge said is no verdict.</summary>
    public const string NoVerdict = "no_verdict";
}
