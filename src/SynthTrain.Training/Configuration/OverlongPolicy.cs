namespace SynthTrain.Training.Configuration;

/// <summary>What happens to a row longer than the limit.</summary>
public enum OverlongPolicy
{
    /// <summary>The run fails and names the rows.</summary>
    Fail,

    /// <summary>The row is left out and counted.</summary>
    Drop,

    /// <summary>The row's end is cut off and counted; it is left out when nothing trained remains.</summary>
    Truncate,
}
