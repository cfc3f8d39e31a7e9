using SynthTrain.Models.Tokenizers.Decoders;

namespace SynthTrain.Models.Tokenizers.Json;

/// <summary>The decoders of a <c>tokenizer.json</c>: <see href="https://huggingface.co/docs/tokenizers/api/decoders"/>.</summary>
internal static class DecoderReader
{
    /// <summary>Adds the decoders of a node, in order.</summary>
    /// <exception cref="ModelException">One is not known here.</exception>
    public static void Read(JsonNode node, List<DecoderStep> steps)
    {
        switch (node.Type)
        {
            case "Sequence":
                foreach (var inner in node.Required("decoders").Items)
                    Read(inner, steps);
                break;
            case "ByteLevel": steps.Add((tokens, _) => DecoderSteps.ByteLevel(tokens)); break;
            case "ByteFallback": steps.Add((tokens, _) => DecoderSteps.ByteFallback(tokens)); break;
            case "Fuse": steps.Add((tokens, _) => [string.Concat(tokens)]); break;
            case "Replace":
                var (matcher, content) = (PatternReader.Read(node.Required("pattern")), node.Required("content").Text);
                steps.Add((tokens, budget) => tokens.ConvertAll(token => DecoderSteps.Replace(token, matcher, content, budget)));
                break;
            case "Strip":
                var (character, start, stop) = (node.Required("content").Text, node.Required("start").Number, node.Required("stop").Number);
                steps.Add((tokens, _) => tokens.ConvertAll(token => DecoderSteps.Strip(token, character, start, stop)));
                break;
            case "Metaspace":
                var (mark, keeps) = (node.Required("replacement").Character, node.TextOr("prepend_scheme", "always") == "never" || !node.FlagOr("add_prefix_space", true));
                steps.Add((tokens, _) => [.. tokens.Select((token, i) => token.Replace(mark, i == 0 && !keeps ? "" : " ", StringComparison.Ordinal))]);
                break;
            case "BPEDecoder":
                var suffix = node.Required("suffix").Text;
                if (suffix.Length == 0)
                    throw node.Fault(ModelFault.Damaged, "the decoder's 'suffix' is empty; it must be the mark at the end of words, such as '</w>'");
                steps.Add((tokens, _) => [.. tokens.Select((token, i) => token.Replace(suffix, i == tokens.Count - 1 ? "" : " ", StringComparison.Ordinal))]);
                break;
            default:
                throw node.Fault(
                    ModelFault.UnsupportedTokenizer,
                    $"the decoder '{node.Type}' is not known here; known are ByteLevel, ByteFallback, Fuse, Replace, Strip, Metaspace, BPEDecoder and Sequence");
        }
    }
}
