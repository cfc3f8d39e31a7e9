namespace SynthTrain.Training.Generation.Json;

/// <summary>Where in an object the next byte stands.</summary>
internal enum ObjectPhase
{
    /// <summary>Before its brace.</summary>
    Open,

    /// <summary>Behind its brace.</summary>
    First,

    /// <summary>Behind a comma: a key, before which one space may stand.</summary>
    Key,

    /// <summary>Behind a comma and a space.</summary>
    KeyOnly,

    /// <summary>Behind a key.</summary>
    Colon,

    /// <summary>Behind a value.</summary>
    After,
}
