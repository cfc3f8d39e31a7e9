namespace SynthTrain.Core.Teachers;

/// <summary>Tells texts that decline instead of answering.</summary>
public static class Apology
{
    private static readonly string[] s_openings =
        ["I'm sorry", "I’m sorry", "I am sorry", "Sorry,", "I cannot", "I can't", "I can’t", "I am unable", "I'm unable", "I’m unable", "As an AI"];

    /// <summary>Whether a text opens with an apology and holds no JSON object.</summary>
    public static bool Is(string text) =>
        !text.Contains('{', StringComparison.Ordinal) && s_openings.Any(opening => text.AsSpan().TrimStart().StartsWith(opening, StringComparison.OrdinalIgnoreCase));
}
