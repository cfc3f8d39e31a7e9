namespace SynthTrain.Models.Templates;

/// <summary>What one rendering may cost, so that a template that a stranger wrote can neither hang nor eat the memory.</summary>
/// <param name="MaxLength">Characters of a text, or items of a list.</param>
/// <param name="MaxWork">Steps: statements, calls, rounds of loops, and 64 characters made count as one each.</param>
public sealed record TemplateLimits(int MaxLength, long MaxWork)
{
    /// <summary>64 million characters, 20 million steps (some seconds).</summary>
    public static readonly TemplateLimits Default = new(64_000_000, 20_000_000);
}
