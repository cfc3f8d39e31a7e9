using System.Text;
using System.Text.Json;
using SynthTrain.Core.Jsonl;
using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.SplitExamples;

/// <summary>What makes two requests the same: their words, and those of the turns before.</summary>
internal static class InputKeys
{
    /// <summary>The same for inputs that differ in case, punctuation, white space and casual spellings (<see cref="SpokenWords"/>) alone.</summary>
    public static UInt128 Normalised(string input, IReadOnlyList<ExampleTurn> context)
    {
        var text = new StringBuilder();
        foreach (var turn in context)
            text.Append(SpokenWords.Normalize(turn.Input)).Append('\n').Append(NormalisedOutput(turn.Output)).Append('\n');
        return TextKey.Of(text.Append(SpokenWords.Normalize(input)).ToString());
    }

    /// <summary>The same for equal inputs alone.</summary>
    public static UInt128 Exact(string input, IReadOnlyList<ExampleTurn> context)
    {
        var text = new StringBuilder();
        foreach (var turn in context)
            text.Append(turn.Input).Append('\n').Append(Text(turn.Output)).Append('\n');
        return TextKey.Of(text.Append(input).ToString());
    }

    /// <summary>The same for equal outputs.</summary>
    public static UInt128 Output(JsonElement output) => TextKey.Of(Text(output));

    /// <summary>The same for outputs whose texts differ so alone, as an input's do.</summary>
    public static UInt128 OutputNormalised(JsonElement output) => TextKey.Of(NormalisedOutput(output));

    private static string Text(JsonElement output) => Encoding.UTF8.GetString(CanonicalJson.ToUtf8(output).Span);

    private static string NormalisedOutput(JsonElement output)
    {
        var text = new StringBuilder();
        Append(output, text);
        return text.ToString();
    }

    private static void Append(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
                {
                    text.Append(property.Name).Append('=');
                    Append(property.Value, text);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                    Append(item, text);
                break;
            case JsonValueKind.String:
                text.Append(SpokenWords.Normalize(value.GetString()!));
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }

        text.Append(';');
    }
}
