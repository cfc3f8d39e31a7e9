using System.Text;
using System.Text.Json;
using SynthTrain.Core.IO;
using SynthTrain.Core.Jsonl;
using SynthTrain.Training.Data;

namespace SynthTrain.Worker.Estimating;

/// <summary>How many tokens a row has, by its text and without a tokenizer.</summary>
internal static class RowTokens
{
    private const int Looked = 256;

    /// <summary>The mean over the first rows; null of a file without rows.</summary>
    public static double? Mean(IFileSystem files, string path)
    {
        var tokens = JsonlReader.Read(files, path).Take(Looked).Select(line => Of(line.Json)).ToList();
        return tokens.Count == 0 ? null : tokens.Average();
    }

    /// <summary>Of a training row what its messages say, and what the template puts around each; of a pair its prompt with either answer; of any other row all of it.</summary>
    private static double Of(JsonElement row)
    {
        if (row.ValueKind == JsonValueKind.Object && row.TryGetProperty("chosen", out var chosen) && row.TryGetProperty("rejected", out var rejected))
            return (row.TryGetProperty("prompt", out var prompt) ? 2 * Said(prompt) : 0) + Said(chosen) + Said(rejected);
        return SftConversations.Taught(row, out _) is { } messages ? Said(messages) : Bytes(row) / EstimateDefaults.BytesPerToken;
    }

    /// <summary>Of messages, or of a text that is one.</summary>
    private static double Said(JsonElement messages) => messages.ValueKind == JsonValueKind.Array
        ? messages.EnumerateArray().Sum(message => EstimateDefaults.TokensPerMessage + (Content(message) / EstimateDefaults.BytesPerToken))
        : EstimateDefaults.TokensPerMessage + (Bytes(messages) / EstimateDefaults.BytesPerToken);

    private static double Content(JsonElement message) => message.ValueKind != JsonValueKind.Object ? Bytes(message) : message.TryGetProperty("content", out var content) ? Bytes(content) : 0;

    private static double Bytes(JsonElement value) => Encoding.UTF8.GetByteCount(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText());
}
