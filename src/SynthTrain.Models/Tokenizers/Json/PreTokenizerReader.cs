using SynthTrain.Models.Tokenizers.Splitting;
using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Json;

/// <summary>The pre-tokenizers of a <c>tokenizer.json</c>: <see href="https://huggingface.co/docs/tokenizers/api/pre-tokenizers"/>.</summary>
internal static class PreTokenizerReader
{
    /// <summary>Adds the pre-tokenizers of a node, in order.</summary>
    /// <exception cref="ModelException">One is not known here.</exception>
    public static void Read(JsonNode node, List<ISplitStep> steps)
    {
        switch (node.Type)
        {
            case "Sequence":
                foreach (var inner in node.Required("pretokenizers").Items)
                    Read(inner, steps);
                break;
            case "Split":
                steps.Add(new DelimiterStep(PatternReader.Read(node.Required("pattern")), Behavior(node.Required("behavior")), node.Required("invert").Flag));
                break;
            case "ByteLevel":
                steps.Add(new ByteLevelStep(node.Required("add_prefix_space").Flag, node.FlagOr("use_regex", true), spells: true));
                break;
            case "Digits":
                var single = node.Required("individual_digits").Flag;
                steps.Add(new DelimiterStep(new CharacterMatcher(UnicodeTable.IsNumeric), single ? SplitBehavior.Isolated : SplitBehavior.Contiguous, invert: false) { IsDigits = single });
                break;
            case "Metaspace": steps.Add(Metaspace(node)); break;
            case "Punctuation":
                var behavior = node.Get("behavior") is { } named ? Behavior(named) : SplitBehavior.Isolated;
                steps.Add(new DelimiterStep(new CharacterMatcher(UnicodeTable.IsPunctuation), behavior, invert: false));
                break;
            case "Whitespace": steps.Add(new DelimiterStep(new RunMatcher(), SplitBehavior.Removed, invert: true)); break;
            case "WhitespaceSplit": steps.Add(new DelimiterStep(new CharacterMatcher(UnicodeTable.IsSpace), SplitBehavior.Removed, invert: false)); break;
            case "CharDelimiterSplit": steps.Add(new DelimiterStep(new LiteralMatcher(node.Required("delimiter").Text), SplitBehavior.Removed, invert: false)); break;
            case "BertPreTokenizer":
                steps.Add(new DelimiterStep(new CharacterMatcher(UnicodeTable.IsSpace), SplitBehavior.Removed, invert: false));
                steps.Add(new DelimiterStep(new CharacterMatcher(UnicodeTable.IsPunctuation), SplitBehavior.Isolated, invert: false));
                break;
            case "FixedLength": steps.Add(new FixedLengthStep(Math.Max(1, node.Get("length")?.Number ?? 5))); break;
            default:
                throw node.Fault(
                    ModelFault.UnsupportedTokenizer,
                    $"the pre-tokenizer '{node.Type}' is not known here; known are Split, ByteLevel, Digits, Metaspace, Punctuation, Whitespace, WhitespaceSplit, CharDelimiterSplit, BertPreTokenizer, FixedLength and Sequence");
        }
    }

    private static MetaspaceStep Metaspace(JsonNode node)
    {
        var (mark, scheme) = (node.Required("replacement").Character, node.TextOr("prepend_scheme", "always"));
        if (!node.FlagOr("add_prefix_space", true))
            scheme = "never";
        return scheme is "always" or "first" or "never"
            ? new(mark, scheme, node.FlagOr("split", true))
            : throw node.Required("prepend_scheme").Fault(ModelFault.UnsupportedTokenizer, $"the prepend scheme '{scheme}' is not known here; known are always, first and never");
    }

    private static SplitBehavior Behavior(JsonNode node)
        => Enum.TryParse<SplitBehavior>(node.Text, out var behavior) && Enum.IsDefined(behavior) && !char.IsAsciiDigit(node.Text[0])
            ? behavior
            : throw node.Fault(ModelFault.UnsupportedTokenizer, $"the behavior '{node.Text}' is not known here; known are {string.Join(", ", Enum.GetNames<SplitBehavior>())}");
}
