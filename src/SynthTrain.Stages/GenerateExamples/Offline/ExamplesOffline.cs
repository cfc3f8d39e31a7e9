using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Stages.GenerateExamples.Offline;

/// <summary>Examples by a grammar over the schema: words of the lexicon, put together in many ways.</summary>
[OfflineRule("examples", Version = 1)]
public sealed class ExamplesOffline : IOfflineRule
{
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public string Answer(TeacherRequest request)
    {
        if (request.Source is not { } row || OfflineBatch.Read(row) is not { } batch)
            return "[]";
        var writer = new ExampleWriter(batch);
        return new JsonArray([.. Enumerable.Range(0, batch.Count).Select(writer.Write)]).ToJsonString(s_plain);
    }
}
