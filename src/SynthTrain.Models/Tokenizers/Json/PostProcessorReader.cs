namespace SynthTrain.Models.Tokenizers.Json;

/// <summary>The post-processors of a <c>tokenizer.json</c>: <see href="https://huggingface.co/docs/tokenizers/api/post-processors"/>.</summary>
internal static class PostProcessorReader
{
    /// <summary>Reads a node and those in it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="exists">Whether a token has an id.</param>
    /// <param name="into">What is filled.</param>
    /// <exception cref="ModelException">One is not known here, or adds an id that no token has.</exception>
    public static void Read(JsonNode node, Func<int, bool> exists, PostProcessing into)
    {
        switch (node.Type)
        {
            case "Sequence":
                foreach (var inner in node.Required("processors").Items)
                    Read(inner, exists, into);
                break;
            case "ByteLevel":
                if (node.Required("trim_offsets").Flag)
                    into.TrimOffsets = node.Required("add_prefix_space").Flag ? OffsetTrim.KeepFirst : OffsetTrim.All;
                break;
            case "TemplateProcessing":
                Template(node, exists, into);
                break;
            default:
                throw node.Fault(ModelFault.UnsupportedTokenizer, $"the post-processor '{node.Type}' is not known here; known are ByteLevel, TemplateProcessing and Sequence");
        }
    }

    private static void Template(JsonNode node, Func<int, bool> exists, PostProcessing into)
    {
        var specials = node.Required("special_tokens");
        var current = into.Before;
        foreach (var piece in node.Required("single").Items)
        {
            if (piece.Get("Sequence") is { } sequence)
            {
                if (sequence.Required("id").Text != "A" || ReferenceEquals(current, into.After))
                    throw piece.Fault(ModelFault.UnsupportedTokenizer, "the template for one text must have it once, as sequence 'A'");
                current = into.After;
                continue;
            }

            var name = piece.Required("SpecialToken").Required("id");
            var ids = specials.Get(name.Text) ?? throw name.Fault(ModelFault.Damaged, $"the template's special token '{name.Text}' is not among its special_tokens");
            var added = ids.Required("ids").Items.Select(id => exists(id.Number) ? id.Number : throw id.Fault(ModelFault.Damaged, $"the template adds the id '{id.Number}', which no token has; it must be one of the vocabulary or of the added tokens")).ToArray();
            if (ReferenceEquals(current, into.Before))
                into.Before.AddRange(added);
            else
                into.After.AddRange(added);
        }
    }
}
