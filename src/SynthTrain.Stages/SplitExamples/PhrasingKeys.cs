using System.Text.Json;
using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.SplitExamples;

/// <summary>What two rows share that are said the same way.</summary>
/// <param name="Pattern">Of the input without its values.</param>
/// <param name="Phrasing">Of what the teacher calls the phrasing; the pattern's where it says nothing.</param>
internal readonly record struct PhrasingKeys(UInt128 Pattern, UInt128 Phrasing)
{
    /// <summary>Reads the keys of a row.</summary>
    public static PhrasingKeys Of(string input, JsonElement output, string? phrasing)
    {
        var pattern = TextKey.Of("pattern\n" + PhrasingPattern.Of(input, output));
        return new PhrasingKeys(pattern, phrasing is null ? pattern : TextKey.Of("phrasing\n" + SpokenWords.Normalize(phrasing)));
    }
}
