using SynthTrain.Models.Tokenizers.Bpe;
using SynthTrain.Models.Tokenizers.Decoders;
using SynthTrain.Models.Tokenizers.Splitting;
using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Json;

/// <summary>A <c>tokenizer.json</c>: <see href="https://github.com/huggingface/tokenizers/blob/main/tokenizers/src/tokenizer/serialization.rs"/>.</summary>
internal static class HuggingFaceReader
{
    /// <summary>Reads the parts.</summary>
    /// <exception cref="ModelException">The file is damaged, or has a part that is not known here.</exception>
    public static BpeParts Read(byte[] bytes, string? name)
    {
        var root = JsonFile.Read(bytes, name);
        if (root.Get("version") is { } version && version.Text != "1.0")
            throw version.Fault(ModelFault.UnsupportedTokenizer, $"the version '{version.Text}' is not known here; known is 1.0");
        var (normalizers, steps, post, decoders) = (new List<Action<AlignedText>>(), new List<ISplitStep>(), new PostProcessing(), new List<DecoderStep>());
        if (root.Get("normalizer") is { } normalizer)
            NormalizerReader.Read(normalizer, normalizers);
        if (root.Get("pre_tokenizer") is { } preTokenizer)
            PreTokenizerReader.Read(preTokenizer, steps);
        if (root.Get("decoder") is { } decoder)
            DecoderReader.Read(decoder, decoders);
        var vocabulary = Vocabulary(root.Required("model"));
        var added = Added(root.Get("added_tokens"), vocabulary);
        if (root.Get("post_processor") is { } processor)
            PostProcessorReader.Read(processor, id => added.Exists(token => token.Id == id) || vocabulary.Tokens.Any(token => token.Id == id), post);
        return new(vocabulary)
        {
            Normalizers = normalizers,
            OnlyComposes = normalizers.Count == 1 && root.Get("normalizer") is { } only && Is(only, "NFC", "normalizers"),
            Steps = steps,
            Post = post,
            Decoders = decoders,
            OnlyDecodesBytes = decoders.Count == 1 && root.Get("decoder") is { } bytesOnly && Is(bytesOnly, "ByteLevel", "decoders"),
            Added = added,
        };
    }

    private static bool Is(JsonNode node, string type, string list) => node.Type == type || (node.Type == "Sequence" && node.Required(list).Items is [var one] && Is(one, type, list));

    private static BpeVocabulary Vocabulary(JsonNode model)
    {
        if (model.TextOr("type", "BPE") is not "BPE" and var type)
            throw model.Required("type").Fault(ModelFault.UnsupportedTokenizer, $"the tokenizer model '{type}' is not known here; known is BPE (of bytes or with byte fallback)");
        foreach (var name in (string[])["continuing_subword_prefix", "end_of_word_suffix"])
        {
            if (model.Get(name) is { } mark && mark.Text.Length > 0)
                throw mark.Fault(ModelFault.UnsupportedTokenizer, $"'{name}' is '{mark.Text}'; marks inside words are not known here, it must be empty or null");
        }

        if (model.Get("dropout") is { } dropout && dropout.Value is not 0.0)
            throw dropout.Fault(ModelFault.UnsupportedTokenizer, "'dropout' makes ids a matter of chance; it must be null or 0");
        model.Required("vocab");
        model.Required("merges");
        var file = model.Document;
        if (file.Vocabulary is null || file.Merges is null)
            throw model.Fault(ModelFault.Damaged, "'vocab' must be an object of ids and 'merges' a list");
        return new(file.Vocabulary, file.Merges)
        {
            UnknownToken = model.Get("unk_token")?.Text,
            FuseUnknown = model.FlagOr("fuse_unk", false),
            ByteFallback = model.FlagOr("byte_fallback", false),
            IgnoreMerges = model.FlagOr("ignore_merges", false),
            MergePosition = file.MergePosition,
            File = file.Name,
        };
    }

    /// <summary>Added tokens get the id that the vocabulary has for them, else the next one: that is what the program does with them, whatever the file says.</summary>
    private static List<AddedToken> Added(JsonNode? node, BpeVocabulary vocabulary)
    {
        if (node is null)
            return [];
        var ids = new Dictionary<string, int>(vocabulary.Tokens.Count);
        foreach (var (token, id) in vocabulary.Tokens)
            ids[token] = id;
        var next = ids.Count;
        var added = new Dictionary<string, AddedToken>();
        foreach (var item in node.Items)
        {
            var content = item.Required("content").Text;
            item.Required("id");
            if (content.Length == 0)
                continue;
            var id = added.TryGetValue(content, out var earlier) ? earlier.Id : ids.TryGetValue(content, out var known) ? known : next++;
            added[content] = new(id, content)
            {
                SingleWord = item.FlagOr("single_word", false),
                LStrip = item.FlagOr("lstrip", false),
                RStrip = item.FlagOr("rstrip", false),
                Normalized = item.FlagOr("normalized", true),
                Special = item.FlagOr("special", false),
            };
        }

        return [.. added.Values];
    }
}
