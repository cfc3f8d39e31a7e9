namespace SynthTrain.Training.Generation.Json;

/// <summary>Where in a string the next byte stands: UTF-8 as in RFC 3629 §4, escapes as in RFC 8259 §7.</summary>
internal enum StringPhase
{
    /// <summary>Before the opening quote.</summary>
    Open,

    /// <summary>Between characters.</summary>
    Content,

    /// <summary>One continuation byte to come.</summary>
    One,

    /// <summary>Two to come.</summary>
    Two,

    /// <summary>Three to come.</summary>
    Three,

    /// <summary>After E0: the next may not make the form overlong.</summary>
    AfterE0,

    /// <summary>After ED: the next may not make a surrogate.</summary>
    AfterED,

    /// <summary>After F0: the next may not make the form overlong.</summary>
    AfterF0,

    /// <summary>After F4: the next may not pass the last code point.</summary>
    AfterF4,

    /// <summary>After a backslash.</summary>
    Escape,

    /// <summary>Four hexadecimal digits to come.</summary>
    Hex4,

    /// <summary>Three, the first of them after a D: the next decides whether it is a surrogate.</summary>
    HexD,

    /// <summary>Three to come.</summary>
    Hex3,

    /// <summary>Two to come.</summary>
    Hex2,

    /// <summary>One to come.</summary>
    Hex1,

    /// <summary>Two digits of a high surrogate to come.</summary>
    High2,

    /// <summary>One digit of a high surrogate to come.</summary>
    High1,

    /// <summary>The backslash of the low surrogate to come.</summary>
    LowEscape,

    /// <summary>Its u to come.</summary>
    LowU,

    /// <summary>Its D to come.</summary>
    LowD,

    /// <summary>Its C to F to come.</summary>
    LowC,
}
