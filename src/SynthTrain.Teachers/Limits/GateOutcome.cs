namespace SynthTrain.Teachers.Limits;

/// <summary>What a request says about how many the provider takes at a time.</summary>
internal enum GateOutcome
{
    /// <summary>Nothing: it was not sent, or failed for another reason.</summary>
    None,

    /// <summary>That there is room.</summary>
    Answered,

    /// <summary>That there are too many.</summary>
    Congested,
}
