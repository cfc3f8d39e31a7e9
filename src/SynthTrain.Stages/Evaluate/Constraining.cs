namespace SynthTrain.Stages.Evaluate;

/// <summary>Whether answers are held to the schema as they are made.</summary>
internal enum Constraining
{
    /// <summary>Anything may be said.</summary>
    Free,

    /// <summary>Only documents of the schema.</summary>
    Held,

    /// <summary>Each source is asked twice, free and held.</summary>
    Both,
}
