using System.Text.Json.Nodes;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Core.Tests.Rows.Support;

/// <summary>The stage that proves the contract: two dependent requests a row, 0, 1 or 3 rows out (<c>n</c>), or a rejection (<c>bad</c>). It holds no word about resuming, caching or rejecting again.</summary>
internal sealed class FanOutStage : IRowStage
{
    public string Template { get; init; } = "template";

    public RowPlan Prepare(StageContext context) => new()
    {
        Source = JsonlReader.Read(context.Files, context.Input("plan"), "plan.jsonl")
            .Select(line => new SourceRow(line.Json.GetProperty("id").GetString()!, line.Json, "plan.jsonl", line.Line)),
        Map = MapAsync,
        KeyParts = [Template],
    };

    private static async ValueTask<RowResult> MapAsync(SourceRow row, RowContext context)
    {
        var outline = await context.AskAsync(Request(context, "outline", $"outline {row.Id} {row.Json.GetProperty("text").GetString()}"));
        var text = await context.AskAsync(Request(context, "write", $"write {outline.Text}"));
        if (row.Json.TryGetProperty("bad", out var bad))
            return RowResult.Reject(bad.GetString()!, $"of {text.Text}");
        var rows = Enumerable.Range(0, row.Json.GetProperty("n").GetInt32());
        return RowResult.Accept([.. rows.Select(part => new JsonObject { ["id"] = $"{row.Id}-{part}", ["text"] = text.Text })]);
    }

    private static TeacherRequest Request(RowContext context, string task, string text) =>
        new() { Task = task, Messages = [new TeacherMessage("user", text)], Teacher = context.Teacher };
}
