namespace SynthTrain.Models.Templates;

/// <summary>A part of a text, in UTF-16 units.</summary>
/// <param name="Start">Its first unit.</param>
/// <param name="End">The unit behind its last.</param>
public readonly record struct TextSpan(int Start, int End)
{
    /// <summary>How many units it has.</summary>
    public int Length => End - Start;

    /// <summary>The same part counted in code points, as Python counts.</summary>
    /// <param name="text">The text that it is a part of.</param>
    public TextSpan InCodePoints(string text) => new(Text.Length(text.AsSpan(0, Start)), Text.Length(text.AsSpan(0, End)));
}
