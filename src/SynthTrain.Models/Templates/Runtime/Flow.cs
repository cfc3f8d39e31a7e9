namespace SynthTrain.Models.Templates;

/// <summary>What a statement leaves a loop to do.</summary>
internal enum Flow
{
    /// <summary>Go on.</summary>
    Next,

    /// <summary>Leave the loop.</summary>
    Break,

    /// <summary>Take the loop's next item.</summary>
    Continue,
}
