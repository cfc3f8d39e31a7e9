using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Training.Evaluation.Rows;

namespace SynthTrain.Training.Tests.Evaluation;

[TestClass]
public sealed class EvaluationRowReaderTests
{
    [TestMethod]
    [DataRow("""{"id":"a","messages":[{"role":"system","content":"s"},{"role":"user","content":"q"},{"role":"assistant","content":"r"}]}""", "a", 2, "r")]
    [DataRow("""{"messages":[{"role":"user","content":"q"}],"expected":"r"}""", "line-1", 1, "r")]
    [DataRow("""{"id":7,"prompt":"q","messages":[{"role":"user","content":"q"}],"reference":"r","split":"test"}""", "7", 1, "r")]
    [DataRow("""{"prompt":"q","expected":{"b":1, "a":[true]}}""", "line-1", 1, """{"b":1,"a":[true]}""")]
    [DataRow("""{"prompt":[{"role":"user","content":"q"}],"completion":[{"role":"assistant","content":"r"}]}""", "line-1", 1, "r")]
    [DataRow("""{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"r"}],"reference":null}""", "line-1", 1, "r")]
    [DataRow("""{"prompt":"q","messages":null,"expected":null,"reference":"r","completion":"r"}""", "line-1", 1, "r")]
    [DataRow("""{"id":"a","input":"q","output":{"b":1, "a":[true]},"phrasing":"p"}""", "a", 1, """{"b":1,"a":[true]}""")]
    [DataRow("""{"input":"q","output":"r","context":[{"input":"p","output":{"z": 1}},{"input":"o","output":"n"}]}""", "line-1", 5, "r")]
    [DataRow("""{"input":"q","expected":"r","context":[]}""", "line-1", 1, "r")]
    [DataRow("""{"input":"q","output":"o","prompt":"p","expected":"r"}""", "line-1", 1, "r")]
    public void Every_form_of_a_row_gives_question_and_answer(string line, string id, int messages, string expected)
    {
        var row = Read(line).Rows.Single();
        Assert.AreEqual((id, messages, expected, "eval.jsonl(1)"), (row.Id, row.Messages.GetArrayLength(), row.Expected, row.Source));
    }

    [TestMethod]
    [DataRow("""{"text":"q"}""", RejectionReasons.NotAConversation)]
    [DataRow("""{"messages":[]}""", RejectionReasons.NotAConversation)]
    [DataRow("""{"messages":["q"],"expected":"r"}""", RejectionReasons.NotAConversation)]
    [DataRow("""{"messages":[{"role":"assistant","content":"r"}]}""", RejectionReasons.NotAConversation)]
    [DataRow("""{"prompt":"q"}""", RejectionReasons.NoExpectedAnswer)]
    [DataRow("""{"prompt":"q","expected":5}""", RejectionReasons.NoExpectedAnswer)]
    [DataRow("""{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":null}]}""", RejectionReasons.NoExpectedAnswer)]
    [DataRow("""{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"r"}],"expected":"other"}""", RejectionReasons.TwoExpectedAnswers)]
    [DataRow("""{"prompt":"q","expected":"r","reference":"other"}""", RejectionReasons.TwoExpectedAnswers)]
    [DataRow("""{"input":["q"],"output":"r"}""", RejectionReasons.NotAConversation)]
    [DataRow("""{"input":"q","output":"r","context":{"input":"p","output":"o"}}""", RejectionReasons.NotAConversation)]
    [DataRow("""{"input":"q","output":"r","context":[{"input":"p"}]}""", RejectionReasons.NotAConversation)]
    [DataRow("""{"instruction":"i","input":"q","output":"r"}""", RejectionReasons.NotAConversation)]
    [DataRow("""{"input":"q"}""", RejectionReasons.NoExpectedAnswer)]
    [DataRow("""{"input":"q","output":false}""", RejectionReasons.NoExpectedAnswer)]
    [DataRow("""{"input":"q","output":"r","expected":"other"}""", RejectionReasons.TwoExpectedAnswers)]
    public void Rows_that_cannot_be_asked_are_rejected_with_a_reason(string line, string reason)
    {
        var rows = Read(line);
        Assert.IsEmpty(rows.Rows);
        Assert.AreEqual((reason, "eval.jsonl", 1), (rows.Rejected[0].Reason, rows.Rejected[0].File, rows.Rejected[0].Line));
    }

    [TestMethod]
    public void Earlier_turns_of_an_example_stand_before_its_question()
    {
        var row = Read("""{"input":"q","output":"r","context":[{"input":"p","output":{"z": "ß", "a": 1.0}}]}""").Rows.Single();
        CollectionAssert.AreEqual(
            new[] { "user p", """assistant {"z":"ß","a":1.0}""", "user q" },
            row.Messages.EnumerateArray().Select(message => $"{message.GetProperty("role").GetString()} {message.GetProperty("content").GetString()}").ToArray());
    }

    [TestMethod]
    [DataRow("""{"input":"q"}""", "'output' is missing; allowed is")]
    [DataRow("""{"input":5,"output":"r"}""", "'input' is a number; allowed is a text")]
    [DataRow("""{"input":"q","output":"r","context":"p"}""", "'context' is a text; allowed is a list of earlier turns")]
    public void What_is_wrong_with_an_example_is_said_in_words(string line, string words) => StringAssert.Contains(Read(line).Rejected.Single().Detail, words);

    [TestMethod]
    public void An_id_that_stands_twice_is_asked_once_and_a_limit_leaves_the_rest()
    {
        const string A = """{"id":"a","prompt":"q","expected":"r"}""";
        const string B = """{"id":"b","prompt":"q","expected":"r"}""";
        var rows = Read($"{A}\n{A}\n{B}\n{B}\n", limit: 2);
        CollectionAssert.AreEqual(new[] { "a", "b" }, rows.Rows.Select(row => row.Id).ToArray());
        Assert.AreEqual((RejectionReasons.RepeatedId, 1L), (rows.Rejected.Single().Reason, rows.Left));
        StringAssert.Contains(rows.Rejected[0].Detail, "line 1");
    }

    [TestMethod]
    public void A_line_that_is_no_object_ends_the_reading_and_is_named()
    {
        var fault = Assert.ThrowsExactly<SynthException>(() => Read("{\"prompt\":\"q\",\"expected\":\"r\"}\n[1]\n")).Diagnostics[0];
        Assert.AreEqual((Codes.BadJsonLine, "eval.jsonl", 2), (fault.Code, fault.File, fault.Line));
    }

    private static EvaluationRows Read(string text, int? limit = null)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            return EvaluationRowReader.Read(new PhysicalFileSystem(), path, "eval.jsonl", limit);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
