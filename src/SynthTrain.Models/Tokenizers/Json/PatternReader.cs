using SynthTrain.Models.Tokenizers.Splitting;

namespace SynthTrain.Models.Tokenizers.Json;

/// <summary>A pattern: <c>{"String": …}</c> or <c>{"Regex": …}</c>.</summary>
internal static class PatternReader
{
    /// <summary>The matcher of a pattern.</summary>
    /// <exception cref="ModelException">It is not known here.</exception>
    public static IMatcher Read(JsonNode node)
    {
        if (node.Get("String") is { } literal)
            return new LiteralMatcher(literal.Text);
        var regex = node.Required("Regex");
        try
        {
            return SplitPatterns.Matcher(regex.Text);
        }
        catch (ModelException fault) when (fault.Line == 0)
        {
            throw regex.Fault(fault.Fault, fault.Message, fault);
        }
    }
}
