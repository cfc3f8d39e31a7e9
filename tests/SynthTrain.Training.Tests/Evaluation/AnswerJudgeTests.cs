using System.Text;
using SynthTrain.Core.JsonSchema;
using SynthTrain.Training.Evaluation.Scoring;

namespace SynthTrain.Training.Tests.Evaluation;

[TestClass]
public sealed class AnswerJudgeTests
{
    private const string Expected = """{"command":"pr","subcommand":"close","args":{"number":9923,"repo":"a/b"},"flags":[]}""";
    private static readonly JsonSchema s_schema = JsonSchema.Load(Encoding.UTF8.GetBytes("""{"type":"object","properties":{"command":{"type":"string"}},"required":["command"]}"""), "schema.json");

    [TestMethod]
    public void Texts_are_equal_but_for_white_space_at_their_ends() =>
        Assert.AreEqual((true, (bool?)null, (bool?)null), Three(new AnswerJudge().Judge("yes", " yes\n")));

    [TestMethod]
    public void Order_and_white_space_and_spelling_of_numbers_do_not_part_json_values()
    {
        var verdict = new AnswerJudge(s_schema).Judge(Expected, """{ "flags":[], "subcommand":"close","command":"pr","args":{"repo":"a/b","number":9.923e3} }""");
        Assert.AreEqual((false, true, true), Three(verdict));
        Assert.IsTrue(verdict.ValidSchema);
        Assert.IsTrue(verdict.Fields.All(field => field.IsCorrect));
    }

    [TestMethod]
    public void Fields_are_judged_one_by_one_with_those_of_inner_objects()
    {
        var verdict = new AnswerJudge().Judge(Expected, """{"command":"pr","subcommand":"open","args":{"number":9923},"flags":[]}""");
        Assert.AreEqual("command subcommand! args! args.number args.repo! flags", string.Join(' ', verdict.Fields.Select(field => field.Path + (field.IsCorrect ? "" : "!"))));
    }

    [TestMethod]
    public void What_an_answer_has_and_should_not_is_wrong_and_counts_where_any_row_expects_it()
    {
        (string Expected, string Answer)[] rows =
        [
            ("""{"command":"pr","args":{}}""", """{"command":"pr","args":{"state":"open"},"missing":["number"],"mood":{"good":true}}"""),
            ("""{"command":"pr","args":{"state":"open"},"missing":["number"]}""", """{"command":"pr","args":{"state":"open"},"missing":["number"]}"""),
            ("""{"command":"pr","args":{}}""", """{"command":"pr","args":{}}"""),
        ];
        var verdicts = rows.Select(row => new AnswerJudge().Judge(row.Expected, row.Answer)).ToList();
        Assert.AreEqual("command args! args.state! missing! mood!", string.Join(' ', verdicts[0].Fields.Select(field => field.Path + (field.IsCorrect ? "" : "!"))));

        var summary = SourceSummary.Of(new SourceRun("model", [.. verdicts.Select(verdict => new AnsweredRow(null!, null, verdict))]));
        Assert.AreEqual("command 3/3, args 2/3, args.state 1/2, missing 1/2", string.Join(", ", summary.Fields.Select(field => $"{field.Key} {field.Value.Correct}/{field.Value.Total}")));
    }

    [TestMethod]
    [DataRow("no JSON")]
    [DataRow("")]
    [DataRow("""{"command":"pr"} and more""")]
    [DataRow("""{"command":"pr","command":"pr"}""")]
    [DataRow("""{"command":"\ud83d"}""")]
    [DataRow("```json\n{}\n```")]
    public void What_is_not_one_json_value_is_invalid_and_every_field_of_it_wrong(string answer)
    {
        var verdict = new AnswerJudge(s_schema).Judge(Expected, answer);
        Assert.AreEqual((false, false, false), Three(verdict));
        Assert.IsFalse(verdict.ValidSchema);
        Assert.IsFalse(verdict.Fields.Any(field => field.IsCorrect));
    }

    [TestMethod]
    public void Json_nested_without_end_is_invalid_and_no_crash() =>
        Assert.IsFalse(new AnswerJudge().Judge(Expected, new string('[', 1_000_000)).ValidJson);

    [TestMethod]
    public void Percentiles_are_the_least_time_that_so_many_answers_kept()
    {
        var answers = Enumerable.Range(1, 20).Select(i => new SynthTrain.Training.Evaluation.Answering.Answer("", SynthTrain.Training.Generation.AnswerEnd.Stop, TimeSpan.FromSeconds(i), TimeSpan.FromSeconds(2 * i))).ToList();
        Assert.AreEqual(new LatencyFigures(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(19), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(38)) { Rows = 20 }, LatencyFigures.Of(answers));
        Assert.IsNull(LatencyFigures.Of([]));
    }

    private static (bool, bool?, bool?) Three(AnswerVerdict verdict) => (verdict.Exact, verdict.JsonMatch, verdict.ValidJson);
}
