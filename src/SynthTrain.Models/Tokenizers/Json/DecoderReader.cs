using SynthTrain.Models.Tokenizers.Decoders;

namespace SynthTrain.Models.Tokenizers.Json;

/// <summary>The decoders of a <c>tokenizer.json</c>: <see href="https://huggingface.co/docs/tokenizers/api/decoders"/>.</summary>
internal static class DecoderReader
{
    /// <summary>Adds the decoders of a node, in order.</summary>
    /// <exception cref="ModelException">One is not known here.</exception>
    public static void Read(JsonNode node, List<Func<List<string>, List<string>>> steps)
    {
        switch (node.Type)
        {
            case "Sequence":
                foreach (var inner in node.Required("decoders").Items)
                    Read(inner, steps);
                break;
            case "ByteLevel": steps.Add(DecoderSteps.ByteLevel); break;
            case "ByteFallback": steps.Add(DecoderSteps.ByteFallback); break;
            case "Fuse": steps.Add(tokens => [string.Concat(tokens)]); break;
            case "Replace":
                var (matcher, content) = (PatternReader.Read(node.Required("pattern")), node.Required("content").Text);
                steps.Add(tokens => tokens.ConvertAll(token => DecoderSteps.Replace(token, matcher, content)));
                break;
            case "Strip":
                var (character, start, stop) = (node.Required("content").Text, node.Required("start").Number, node.Required("stop").Number);
                steps.Add(tokens => tokens.ConvertAll(token => DecoderSteps.Strip(token, character, start, stop)));
                break;
            case "Metaspace":
                var (mark, keeps) = (node.Required("replacement").Character, node.TextOr("prepend_scheme", "always") == "never" || !node.FlagOr("add_prefix_space", true));
                steps.Add(tokens => [.. tokens.Select((token, i) => token.Replace(mark, i == 0 && !keeps ? "" : " ", StringComparison.Ordinal))]);
                break;
            case "BPEDecoder":
                var suffix = node.Required("suffix").Text;
                if (suffix.Length == 0)
                    throw node.Fault(ModelFault.Damaged, "the decoder's 'suffix' is empty; it must be the mark at the end of words, such as '</w>'");
                steps.Add(tokens => [.. tokens.Select((token, i) => token.Replace(suffix, i == tokens.Count - 1 ? "" : " ", StringComparison.Ordinal))]);
                break;
            default:
                throw node.Fault(
                    ModelFault.UnsupportedTokenizer,
                    $"the decoder '{node.Type}' is not known here; known are ByteLevel, ByteFallback, Fuse, Replace, Strip, Metaspace, BPEDecoder and Sequence");
        }
    }
}
