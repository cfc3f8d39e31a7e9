using System.Text.Encodings.Web;
using System.Text.Json;
using SynthTrain.Models.Tokenizers.Splitting;

namespace SynthTrain.Models.Tokenizers.Training;

/// <summary>Writes a byte-level <c>tokenizer.json</c>.</summary>
internal static class TokenizerWriter
{
    private static readonly JsonWriterOptions s_format = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    public static byte[] Write(IReadOnlyList<string> tokens, IReadOnlyList<(int Left, int Right)> merges, BpeTrainerOptions options)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, s_format))
        {
            json.WriteStartObject();
            json.WriteString("version", "1.0");
            json.WriteNull("truncation");
            json.WriteNull("padding");
            AddedTokens(json, tokens.Count, options);
            json.WriteNull("normalizer");
            json.WritePropertyName("pre_tokenizer");
            json.WriteRawValue(PreTokenizer(options.Split));
            PostProcessor(json, tokens.Count, options);
            json.WritePropertyName("decoder");
            json.WriteRawValue("""{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}""");
            Model(json, tokens, merges);
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static void AddedTokens(Utf8JsonWriter json, int firstId, BpeTrainerOptions options)
    {
        json.WriteStartArray("added_tokens");
        foreach (var (i, (content, special)) in options.AddedTokens.Select(token => (token, false)).Concat(options.SpecialTokens.Select(token => (token, true))).Index())
        {
            json.WriteStartObject();
            json.WriteNumber("id", firstId + i);
            json.WriteString("content", content);
            foreach (var name in (string[])["single_word", "lstrip", "rstrip", "normalized"])
                json.WriteBoolean(name, false);
            json.WriteBoolean("special", special);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string PreTokenizer(SplitRule rule)
    {
        const string Gpt2 = """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}""", Bytes = """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}""";
        return rule switch
        {
            SplitRule.Gpt2 => Gpt2,
            SplitRule.SmolLm => $$"""{"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},{{Gpt2}}]}""",
            _ => $$"""{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":{{JsonSerializer.Serialize(rule == SplitRule.Llama3 ? Llama3Scanner.Pattern : Qwen2Scanner.Pattern)}}},"behavior":"Isolated","invert":false},{{Bytes}}]}""",
        };
    }

    private static void PostProcessor(Utf8JsonWriter json, int firstId, BpeTrainerOptions options)
    {
        json.WritePropertyName("post_processor");
        const string Bytes = """{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":false,"use_regex":true}""";
        if (options.BeginToken is not { } begin)
        {
            json.WriteRawValue(Bytes);
            return;
        }

        var (name, id) = (JsonSerializer.Serialize(begin), firstId + options.AddedTokens.Count + options.SpecialTokens.ToList().IndexOf(begin));
        var special = $$$"""{"SpecialToken":{"id":{{{name}}},"type_id":0}}""";
        const string A = """{"Sequence":{"id":"A","type_id":0}}""", B = """{"Sequence":{"id":"B","type_id":1}}""";
        json.WriteRawValue($$$"""{"type":"Sequence","processors":[{{{Bytes}}},{"type":"TemplateProcessing","single":[{{{special}}},{{{A}}}],"pair":[{{{special}}},{{{A}}},{{{special}}},{{{B}}}],"special_tokens":{ {{{name}}}:{"id":{{{name}}},"ids":[{{{id}}}],"tokens":[{{{name}}}]} } }]}""");
    }

    private static void Model(Utf8JsonWriter json, IReadOnlyList<string> tokens, IReadOnlyList<(int Left, int Right)> merges)
    {
        json.WriteStartObject("model");
        json.WriteString("type", "BPE");
        foreach (var name in (string[])["dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix"])
            json.WriteNull(name);
        foreach (var name in (string[])["fuse_unk", "byte_fallback", "ignore_merges"])
            json.WriteBoolean(name, false);
        json.WriteStartObject("vocab");
        for (var id = 0; id < tokens.Count; id++)
            json.WriteNumber(tokens[id], id);
        json.WriteEndObject();
        json.WriteStartArray("merges");
        foreach (var (left, right) in merges)
        {
            json.WriteStartArray();
            json.WriteStringValue(tokens[left]);
            json.WriteStringValue(tokens[right]);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
