using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Builds;

/// <summary>Validates a user's files at a stage's outputs, so that they can be recorded as the stage's result.</summary>
internal sealed class StageAdopter(IFileSystem files, ProjectLayout layout)
{
    /// <summary>Checks the files that are there and writes the side files that are not.</summary>
    /// <exception cref="SynthException"><see cref="Codes.CannotAdopt"/> with every fault that was found first.</exception>
    public StageResult Adopt(StageRequest request, OutputSet outputs)
    {
        var rows = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var output in request.Outputs)
        {
            var path = layout.Absolute(output.Path);
            if (files.Stat(path) is null)
                continue;
            rows[output.Role] = output.Path.EndsWith(".jsonl", StringComparison.Ordinal) ? CountRows(path, output.Path) : 0;
            // The user's bytes are taken as they are, through a copy, so that one commit serves every case.
            files.Delete(path + AtomicFile.TemporarySuffix);
            files.Copy(path, path + AtomicFile.TemporarySuffix);
            outputs.Stage(path);
        }

        var accepted = rows.GetValueOrDefault(request.Outputs[0].Role);
        foreach (var output in request.Outputs.Where(output => !rows.ContainsKey(output.Role)))
            WriteSideFile(output, accepted, outputs);
        return new StageResult { RowsIn = accepted, Accepted = accepted };
    }

    private void WriteSideFile(StageFile output, long accepted, OutputSet outputs)
    {
        var stream = outputs.Open(layout.Absolute(output.Path));
        if (output.Path.EndsWith(".json", StringComparison.Ordinal))
            new JsonlWriter(stream).Write(new JsonObject { ["adopted"] = true, ["accepted"] = accepted });
    }

    private long CountRows(string path, string display)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var faults = new List<Diagnostic>();
        try
        {
            foreach (var line in JsonlReader.Read(files, path, display))
            {
                if (!line.Json.TryGetProperty("id", out var id) || id.ValueKind != System.Text.Json.JsonValueKind.String || id.GetString() is not { Length: > 0 } text)
                    faults.Add(Diagnostic.Error(Codes.CannotAdopt, "The row has no 'id'; give every row an id of its own (a text).", display, line.Line, 1));
                else if (!ids.TryAdd(text, line.Line))
                    faults.Add(Diagnostic.Error(Codes.CannotAdopt, $"Id '{text}' stands in line {ids[text]} already; give every row an id of its own.", display, line.Line, 1));
                if (faults.Count >= 20)
                    break;
            }
        }
        catch (SynthException e)
        {
            faults.AddRange(e.Diagnostics);
        }

        return faults.Count == 0 ? ids.Count : throw new SynthException(faults);
    }
}
