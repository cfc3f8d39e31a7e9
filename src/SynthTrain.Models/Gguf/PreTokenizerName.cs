using System.Text.Json;
using System.Text.Json.Nodes;

namespace SynthTrain.Models.Gguf;

/// <summary>llama.cpp's name of a tokenizer's split rule, found by the rule itself, so that trimmed and fine-tuned vocabularies keep theirs
/// [llama.cpp src/llama-vocab.cpp, the regular expressions of each name].</summary>
internal static class PreTokenizerName
{
    private const string Contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    private const string Rest = @"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
    private const string Llama3 = Contractions + @"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}" + Rest;
    private const string Qwen2 = Contractions + @"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}" + Rest;
    private const string Tekken = @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>The name; <see cref="ModelFault.UnknownPreTokenizer"/> when llama.cpp has none.</summary>
    public static string Find(TokenizerJson tokenizer)
    {
        var steps = Steps(tokenizer.PreTokenizer).ToList();
        var ignores = tokenizer.IgnoreMerges;
        var name = steps switch
        {
            ["Split " + Llama3, "ByteLevel"] => ignores ? "llama-bpe" : "dbrx",
            ["Split " + Qwen2, "ByteLevel"] when !ignores => "qwen2",
            ["Split " + Tekken, "ByteLevel"] when ignores => "tekken",
            ["Digits", "ByteLevel regex"] when !ignores => "smollm",
            ["ByteLevel regex"] when !ignores => "gpt-2",
            _ => null,
        };
        return name ?? throw tokenizer.Bad(
            $"llama.cpp has no name for the split rule '{string.Join(" → ", steps)}'{(ignores ? " with 'ignore_merges'" : "")}; known are those of Llama 3, Qwen 2, SmolLM, GPT-2 and Tekken. "
            + "If llama.cpp does know it under a name, give that name (SynthPreTokenizer in a build, GgufConversionOptions.PreTokenizer in code)", ModelFault.UnknownPreTokenizer, "pre_tokenizer");
    }

    private static IEnumerable<string> Steps(JsonNode? node)
    {
        if (node is not JsonObject step)
            return [];
        return Text(step["type"]) switch
        {
            "Sequence" => (step["pretokenizers"] as JsonArray ?? []).SelectMany(Steps),
            "Split" when Text(step["behavior"]) == "Isolated" && !Is(step["invert"], true) && step["pattern"] is JsonObject pattern && Text(pattern["Regex"]) is { } regex => ["Split " + regex],
            "Digits" when Is(step["individual_digits"], true) => ["Digits"],
            "ByteLevel" when !Is(step["add_prefix_space"], true) => [Is(step["use_regex"], false) ? "ByteLevel" : "ByteLevel regex"],
            _ => [step.ToJsonString()],
        };
    }

    private static string? Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;

    private static bool Is(JsonNode? node, bool value) => node?.GetValueKind() == (value ? JsonValueKind.True : JsonValueKind.False);
}
