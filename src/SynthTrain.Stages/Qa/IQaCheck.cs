namespace SynthTrain.Stages.Qa;

/// <summary>A check that looks at one row alone.</summary>
internal interface IQaCheck
{
    /// <summary>One of <see cref="QaReason"/>.</summary>
    string Reason { get; }

    /// <summary>What it measures against, for the report.</summary>
    string Limits { get; }

    /// <summary>What is wrong with the row; null when nothing is.</summary>
    string? Fault(QaRow row);
}
