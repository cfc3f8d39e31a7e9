namespace SynthTrain.Training.Generation.Json;

/// <summary>What a number has, as in RFC 8259 §6.</summary>
internal enum NumberPhase
{
    /// <summary>Nothing.</summary>
    Start,

    /// <summary>A minus.</summary>
    Minus,

    /// <summary>Digits.</summary>
    Whole,

    /// <summary>A point, and perhaps digits behind it.</summary>
    Fraction,

    /// <summary>An e.</summary>
    Exponent,

    /// <summary>An e and a sign.</summary>
    Sign,

    /// <summary>One digit of the exponent.</summary>
    Tens,

    /// <summary>Two digits of the exponent.</summary>
    Ones,
}
