namespace SynthTrain.Core.Builds;

/// <summary>How a stage stands.</summary>
public enum StageState
{
    /// <summary>Never made.</summary>
    Missing,

    /// <summary>Made from other inputs, options or code than today's.</summary>
    Stale,

    /// <summary>Begun or limited: some rows are there, some are not.</summary>
    Partial,

    /// <summary>Made from today's inputs, options and code; or adopted from the user.</summary>
    Current,

    /// <summary>Not here, but the lockfile pins a result for today's inputs: a checkout without data.</summary>
    Pinned,

    /// <summary>A file at an output was not made by the stage, or was edited by hand.</summary>
    UserOwned,
}
