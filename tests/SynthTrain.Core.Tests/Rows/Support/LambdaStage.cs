using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Core.Tests.Rows.Support;

/// <summary>A stage that is one function.</summary>
internal sealed class LambdaStage(Func<SourceRow, RowContext, ValueTask<RowResult>> map) : IRowStage
{
    public IRowFigures? Figures { get; init; }

    public long SourceCount { get; init; }

    public static TeacherRequest Request(RowContext context, string text) =>
        new() { Task = "test", Messages = [new TeacherMessage("user", text)], Teacher = context.Teacher };

    public RowPlan Prepare(StageContext context) => new()
    {
        Source = JsonlReader.Read(context.Files, context.Input("plan"), "plan.jsonl")
            .Select(line => new SourceRow(line.Json.GetProperty("id").GetString()!, line.Json, "plan.jsonl", line.Line)),
        SourceCount = SourceCount,
        Map = map,
        KeyParts = [],
        Figures = Figures,
    };
}
