using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Stages.GenerateExamples.Offline;

/// <summary>Examples by a grammar over the schema: words of the lexicon, put together in many ways.</summary>
[OfflineRule("examples", Version = RuleVersion)]
public sealed class ExamplesOffline : IOfflineRule
{
    /// <summary>Raised when the same batch would give other examples.</summary>
    internal const int RuleVersion = 2;

    private static readonly JsonSerializerOptions s_plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The rule's version and the shipped words: it stands in every batch, so that no reply of other words is taken for one of these.</summary>
    internal static string Grammar { get; } = $"{RuleVersion.ToString(CultureInfo.InvariantCulture)}-{WordBook.ShippedHash}";

    /// <inheritdoc/>
    public string Answer(TeacherRequest request)
    {
        if (request.Source is not { } row || OfflineBatch.Read(row) is not { } batch)
            return "[]";
        var writer = new ExampleWriter(batch);
        return new JsonArray([.. Enumerable.Range(0, batch.Count).Select(writer.Write)]).ToJsonString(s_plain);
    }
}
