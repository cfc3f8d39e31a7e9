using SynthTrain.Core.Rows;
using SynthTrain.Core.Teachers;
using SynthTrain.Stages.GenerateExamples;
using SynthTrain.Stages.Tests.Support;
using static SynthTrain.Stages.Tests.SplitExamples.ExampleKit;

namespace SynthTrain.Stages.Tests.GenerateExamples;

/// <summary>The stage under the row runner, with its journal.</summary>
[TestClass]
public sealed class ResumedBatchesTests
{
    private static readonly string s_deep = $"[{{\"input\":\"deep\",\"output\":{new string('[', 60)}{new string(']', 60)}}}]";

    [TestMethod]
    public async Task Only_the_batches_of_a_changed_subcommand_are_asked_again()
    {
        var journal = Path.Combine(Directory.CreateTempSubdirectory("examples").FullName, "journal");
        var first = await Run(journal, CliText.Schema);
        Assert.IsGreaterThan(3, first.Length);
        Assert.IsEmpty(await Run(journal, CliText.Schema));
        var again = await Run(journal, CliText.Schema.Replace("Which\"", "Which one\"", StringComparison.Ordinal).Replace("\"open\", \"shut\"", "\"open\", \"shut\", \"lost\"", StringComparison.Ordinal));
        CollectionAssert.AreEqual(first.Where(id => !id.StartsWith("lid-", StringComparison.Ordinal)).ToArray(), again);
        Assert.IsEmpty(await Run(journal, CliText.Schema), "what was answered once is kept");
    }

    [TestMethod]
    public async Task An_element_nested_as_deep_as_a_reply_may_be_comes_through_to_the_split()
    {
        var journal = Path.Combine(Directory.CreateTempSubdirectory("examples").FullName, "journal");
        var stage = Input(CliText.Schema);
        await new RowStageRunner(new RowRunnerOptions { JournalPath = journal, Teacher = new Answers([], s_deep) }).RunAsync(new GenerateExamplesStage(), stage.Context("examples", "rejected", "stats"), default, default);
        using var kit = With(stage.Output("examples").Split('\n', StringSplitOptions.RemoveEmptyEntries));
        kit.Split();
        Assert.IsTrue(kit.Reasons().Count > 3 && kit.Reasons().Values.All(reason => reason == "not_object"));
    }

    private static async Task<string[]> Run(string journal, string schema)
    {
        var asked = new List<string>();
        var runner = new RowStageRunner(new RowRunnerOptions { JournalPath = journal, Teacher = new Answers(asked, """[{"input":"a","output":1}]""") });
        var result = await runner.RunAsync(new GenerateExamplesStage(), Input(schema).Context("examples", "rejected", "stats"), default, default);
        Assert.AreEqual(result.RowsIn, result.Accepted);
        return [.. asked.Order(StringComparer.Ordinal)];
    }

    private static DistillStage Input(string schema) => new DistillStage().WithText("schema", schema).WithText("template", CliText.Template).WithOption("count", "60").WithOption("per_call", "10");

    private sealed class Answers(List<string> asked, string text) : ITeacher
    {
        public ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken)
        {
            lock (asked)
                asked.Add(request.RowId!);
            return ValueTask.FromResult(OfflineRows.Reply(text));
        }
    }
}
