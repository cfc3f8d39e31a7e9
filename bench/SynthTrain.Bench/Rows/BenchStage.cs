using System.Text.Json.Nodes;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Bench.Rows;

/// <summary>One request and one output row for each row of about 500 bytes.</summary>
internal sealed class BenchStage : IRowStage
{
    public const string Task = "bench";

    public RowPlan Prepare(StageContext context)
    {
        var path = context.Input("plan");
        return new RowPlan
        {
            Source = JsonlReader.Read(context.Files, path).Select(line => new SourceRow(line.Json.GetProperty("id").GetString()!, line.Json, path, line.Line)),
            SourceCount = JsonlReader.Count(context.Files, path),
            Map = MapAsync,
            KeyParts = ["template"],
        };
    }

    private static async ValueTask<RowResult> MapAsync(SourceRow row, RowContext context)
    {
        var reply = await context.AskAsync(new TeacherRequest
        {
            Task = Task,
            Messages = [new TeacherMessage("user", $"Write a travel note about: {row.Json.GetProperty("prompt").GetString()}")],
            Teacher = context.Teacher,
        });
        return RowResult.Accept(new JsonObject { ["id"] = row.Id, ["text"] = reply.Text, ["tokens"] = reply.OutputTokens });
    }
}
