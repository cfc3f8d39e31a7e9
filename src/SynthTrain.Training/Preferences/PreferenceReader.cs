using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Jsonl;

namespace SynthTrain.Training.Preferences;

/// <summary>Reads preferences in TRL's formats: <c>prompt</c>, <c>chosen</c>, <c>rejected</c> as texts or as lists of messages; without <c>prompt</c> it is what both answers begin with [TRL data_utils.py].</summary>
internal static class PreferenceReader
{
    private const int MaxFaults = 20;
    private const string Shape = "allowed are three texts or three lists of messages {role, content}, of which 'prompt' may be left out";

    /// <summary>All rows.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="path">Absolute path.</param>
    /// <param name="display">The name that messages print.</param>
    /// <exception cref="SynthException"><see cref="Codes.BadExample"/> for all faults together, and the faults of JSONL.</exception>
    public static List<PreferenceRow> Read(IFileSystem files, string path, string display)
    {
        var (rows, faults) = (new List<PreferenceRow>(), new List<Diagnostic>());
        foreach (var line in JsonlReader.Read(files, path, display))
        {
            if (Fault(line.Json) is not { } fault)
                rows.Add(Row(line.Json, display, line.Line));
            else if (faults.Count < MaxFaults)
                faults.Add(Diagnostic.Error(Codes.BadExample, $"The row is no preference: {fault}; {Shape}. Correct the row or remove it.", display, line.Line, 1));
        }

        return faults.Count > 0 ? throw new SynthException(faults) : rows;
    }

    private static PreferenceRow Row(JsonElement json, string display, int line)
    {
        var (chosen, rejected) = (json.GetProperty("chosen"), json.GetProperty("rejected"));
        var row = json.TryGetProperty("prompt", out var prompt)
            ? new PreferenceRow(prompt, chosen, rejected, display, line)
            : CommonPrefix.Split(chosen, rejected) with { File = display, Line = line };
        return row with
        {
            Tools = json.TryGetProperty("tools", out var tools) && tools.ValueKind == JsonValueKind.Array ? tools : null,
            TemplateVariables = json.TryGetProperty("chat_template_kwargs", out var variables) && variables.ValueKind == JsonValueKind.Object ? variables : null,
        };
    }

    private static string? Fault(JsonElement json)
    {
        foreach (var name in new[] { "chosen", "rejected" })
        {
            if (!json.TryGetProperty(name, out var answer))
                return $"it has no '{name}'";
            if (Fault(name, answer) is { } fault)
                return fault;
        }

        var (chosen, rejected) = (json.GetProperty("chosen"), json.GetProperty("rejected"));
        if (chosen.ValueKind != rejected.ValueKind)
            return "'chosen' and 'rejected' are of two kinds";
        if (!json.TryGetProperty("prompt", out var prompt))
            return chosen.ValueKind == JsonValueKind.Array && !JsonElement.DeepEquals(chosen[0], rejected[0]) ? "it has no 'prompt', and the answers begin with no message in common" : null;
        if (prompt.ValueKind != chosen.ValueKind)
            return "'prompt' and 'chosen' are of two kinds";
        return Fault("prompt", prompt);
    }

    private static string? Fault(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Length > 0 || name == "prompt" ? null : $"'{name}' is empty",
        JsonValueKind.Array when value.GetArrayLength() == 0 => $"'{name}' is empty",
        JsonValueKind.Array => value.EnumerateArray().All(IsMessage) ? null : $"'{name}' has an entry without a text 'role' or without 'content'",
        _ => $"'{name}' is neither a text nor a list of messages",
    };

    private static bool IsMessage(JsonElement message) =>
        message.ValueKind == JsonValueKind.Object
        && message.TryGetProperty("role", out var role) && role.ValueKind == JsonValueKind.String
        && (message.TryGetProperty("content", out _) || message.TryGetProperty("tool_calls", out _));
}
