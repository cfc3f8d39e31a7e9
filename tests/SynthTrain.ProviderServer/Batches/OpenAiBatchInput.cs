using System.Text;
using System.Text.Json;

namespace SynthTrain.Loopback.Batches;

/// <summary>Reads an input file as the provider validates it.</summary>
internal static class OpenAiBatchInput
{
    /// <summary>The rows, and why the file is refused (its first word is the code); null when it is not.</summary>
    public static (IReadOnlyList<BatchRow> Rows, string? Fault) Read(byte[] content, string endpoint, int max)
    {
        var rows = new List<BatchRow>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        string? model = null;
        foreach (var line in Encoding.UTF8.GetString(content).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (row, rowModel, fault) = Row(line, endpoint);
            if (row is null)
                return ([], fault);
            if (!keys.Add(row.Key))
                return ([], $"duplicate_custom_id: The custom_id '{row.Key}' is not unique.");
            if ((model ??= rowModel) != rowModel)
                return ([], $"mismatched_model: The provided model '{rowModel}' does not match '{model}'. Each batch must contain requests for a single model.");
            rows.Add(row);
        }

        return rows.Count switch
        {
            0 => ([], "empty_file: The input file is empty. Please ensure that the batch contains at least one request."),
            var count when count > max => ([], $"too_many_tasks: The batch has {count} requests; at most {max} are allowed."),
            _ => (rows, null),
        };
    }

    private static (BatchRow? Row, string? Model, string? Fault) Row(string line, string endpoint)
    {
        try
        {
            var json = JsonElement.Parse(line, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (!json.TryGetProperty("custom_id", out var key) || key.GetString() is not { Length: > 0 } id)
                return (null, null, "missing_required_parameter: custom_id");
            if (!json.TryGetProperty("method", out var method) || method.GetString() != "POST")
                return (null, null, "invalid_method: The method must be POST.");
            if (!json.TryGetProperty("url", out var url) || url.GetString() != endpoint)
                return (null, null, $"invalid_url: The URL provided for this request does not match the batch endpoint '{endpoint}'.");
            if (!json.TryGetProperty("body", out var body) || body.ValueKind != JsonValueKind.Object)
                return (null, null, "missing_required_parameter: body");
            var model = body.TryGetProperty("model", out var name) ? name.GetString() : null;
            return (new BatchRow(id, endpoint, Encoding.UTF8.GetBytes(body.GetRawText())), model, null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (null, null, "invalid_json_line: This line is not parseable as valid JSON.");
        }
    }
}
