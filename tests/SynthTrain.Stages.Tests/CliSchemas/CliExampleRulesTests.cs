using System.Text.Json;
using SynthTrain.Core.Jsonl;
using SynthTrain.Stages.CliSchemas;

namespace SynthTrain.Stages.Tests.CliSchemas;

[TestClass]
public sealed class CliExampleRulesTests
{
    private const string List = "\"command\":\"pr\",\"subcommand\":\"list\"";
    private readonly CliExampleRules _rules = new(CliSchemaFile.Gh());

    [TestMethod]
    [DataRow("show me open prs", """{"command":"pr","subcommand":"list","args":{"state":"open"},"flags":[]}""", """{"command":"pr","subcommand":"list","args":{"state":"open"},"flags":[]}""")]
    [DataRow("prs by Ann  Lee, 5 at most", """{"flags":["web","draft"],"args":{"limit":5.0,"author":"ann lee"},"subcommand":"list","command":"pr","missing":[]}""", """{"command":"pr","subcommand":"list","args":{"author":"ann lee","limit":5},"flags":["draft","web"]}""")]
    [DataRow("merge it", """{"command":"pr","subcommand":"merge","args":{},"flags":[],"missing":["number"]}""", """{"command":"pr","subcommand":"merge","args":{},"flags":[],"missing":["number"]}""")]
    [DataRow("comment on an issue", """{"command":"issue","subcommand":"comment","args":{},"flags":[],"missing":["body","number"]}""", """{"command":"issue","subcommand":"comment","args":{},"flags":[],"missing":["number","body"]}""")]
    [DataRow("open a pr", """{"command":"pr","subcommand":"create","args":{"base":"main"},"flags":[]}""", """{"command":"pr","subcommand":"create","args":{},"flags":[]}""")]
    [DataRow("open a pr into main", """{"command":"pr","subcommand":"create","args":{"base":"main"},"flags":[]}""", """{"command":"pr","subcommand":"create","args":{"base":"main"},"flags":[]}""")]
    [DataRow("show prs", """{"command":"pr","subcommand":"list","args":{"limit":30},"flags":[]}""", """{"command":"pr","subcommand":"list","args":{},"flags":[]}""")]
    [DataRow("show 30 prs", """{"command":"pr","subcommand":"list","args":{"limit":30},"flags":[]}""", """{"command":"pr","subcommand":"list","args":{"limit":30},"flags":[]}""")]
    [DataRow("Twelve prs", """{"command":"pr","subcommand":"list","args":{"limit":12},"flags":[]}""", """{"command":"pr","subcommand":"list","args":{"limit":12},"flags":[]}""")]
    [DataRow("a hundred prs of anns", """{"command":"pr","subcommand":"list","args":{"author":"ann","limit":100},"flags":[]}""", """{"command":"pr","subcommand":"list","args":{"author":"ann","limit":100},"flags":[]}""")]
    [DataRow("1,500 prs", """{"command":"pr","subcommand":"list","args":{"limit":1500},"flags":[]}""", """{"command":"pr","subcommand":"list","args":{"limit":1500},"flags":[]}""")]
    [DataRow("PR#007 mergen", """{"command":"pr","subcommand":"merge","args":{"number":7},"flags":[]}""", """{"command":"pr","subcommand":"merge","args":{"number":7},"flags":[]}""")]
    [DataRow("显示张三的拉取请求", """{"command":"pr","subcommand":"list","args":{"author":"张三"},"flags":[]}""", """{"command":"pr","subcommand":"list","args":{"author":"张三"},"flags":[]}""")]
    public void A_good_example_is_written_in_one_form(string input, string output, string canonical)
    {
        var verdict = _rules.Check(input, Element(output));

        Assert.IsNull(verdict.Reason, verdict.Detail);
        Assert.AreEqual(canonical, JsonText.ToText(verdict.Output!));
    }

    [TestMethod]
    [DataRow(" ", "{" + List + ""","args":{},"flags":[]}""", "no_input", "the request is empty")]
    [DataRow("a", "[]", "not_object", "the answer is a list, not an object")]
    [DataRow("a", "null", "not_object", "the answer is empty")]
    [DataRow("a", "\"x\"", "not_object", "the answer is a text")]
    [DataRow("a", "{}", "fields", "'command' is not there")]
    [DataRow("a", "{" + List + ""","args":{}}""", "fields", "'flags' is not there")]
    [DataRow("a", "{" + List + ""","args":{},"flags":[],"why":1}""", "fields", "'why' is not known; an answer has command, subcommand, args, flags, missing")]
    [DataRow("a", "{" + List + ""","args":{},"args":{},"flags":[]}""", "fields", "'args' stands twice")]
    [DataRow("a", "{" + List + ""","args":[],"flags":[]}""", "fields", "'args' is []; it must be an object")]
    [DataRow("a", "{" + List + ""","args":{},"flags":[1]}""", "fields", "'flags' is [1]; it must be a list of texts")]
    [DataRow("a", """{"command":1,"subcommand":"list","args":{},"flags":[]}""", "fields", "'command' is 1; it must be a text")]
    [DataRow("a", "{" + List + ""","args":{"author":"\ud83d"},"flags":[]}""", "fields", "half a character")]
    [DataRow("a", """{"command":"PR","subcommand":"list","args":{},"flags":[]}""", "unknown_command", "'PR' is no command; there are pr, issue, repo, run, release")]
    [DataRow("a", """{"command":"release","subcommand":"merge","args":{},"flags":[]}""", "unknown_subcommand", "'merge' is no subcommand of 'release'; there are list, create, view")]
    [DataRow("a", "{" + List + ""","args":{"colour":"red"},"flags":[]}""", "unknown_argument", "'colour' is no argument of 'list'; there are state, author, label, limit")]
    [DataRow("1", "{" + List + ""","args":{"limit":1,"limit":2},"flags":[]}""", "unknown_argument", "the argument 'limit' stands twice")]
    [DataRow("5", "{" + List + ""","args":{"limit":"5"},"flags":[]}""", "argument_type", "'limit' is \"5\"; it must be a whole number")]
    [DataRow("5", "{" + List + ""","args":{"limit":5.5},"flags":[]}""", "argument_type", "'limit' is 5.5; it must be a whole number")]
    [DataRow("5", "{" + List + ""","args":{"limit":1e300},"flags":[]}""", "argument_type", "'limit' is 1e300; it must be a whole number")]
    [DataRow("5", "{" + List + ""","args":{"author":5},"flags":[]}""", "argument_type", "'author' is 5; it must be a text")]
    [DataRow("5", "{" + List + ""","args":{"author":""},"flags":[]}""", "argument_type", "'author' is empty; what is not given is left out")]
    [DataRow("5", "{" + List + ""","args":{"state":null},"flags":[]}""", "argument_type", "'state' is null; it must be a text")]
    [DataRow("5", "{" + List + ""","args":{"state":"Open"},"flags":[]}""", "argument_value", "'state' is 'Open'; its values are open, closed, merged, all")]
    [DataRow("5", "{" + List + ""","args":{},"flags":["w"]}""", "unknown_flag", "'w' is no flag of 'list'; there are draft, web")]
    [DataRow("5", "{" + List + ""","args":{},"flags":["web","web"]}""", "unknown_flag", "the flag 'web' stands twice")]
    [DataRow("5", """{"command":"pr","subcommand":"diff","args":{},"flags":["x"]}""", "unknown_flag", "there are none")]
    [DataRow("merge", """{"command":"pr","subcommand":"merge","args":{},"flags":[]}""", "required_missing", "the required argument 'number' is neither given nor named in 'missing'")]
    [DataRow("comment 3", """{"command":"issue","subcommand":"comment","args":{"number":3},"flags":[],"missing":[]}""", "required_missing", "'body'")]
    [DataRow("merge 3", """{"command":"pr","subcommand":"merge","args":{"number":3},"flags":[],"missing":["number"]}""", "wrong_missing", "'number' is named as missing, but it is given")]
    [DataRow("merge", """{"command":"pr","subcommand":"merge","args":{},"flags":[],"missing":["number","method"]}""", "wrong_missing", "'method' is named as missing, but it is no required argument")]
    [DataRow("merge", """{"command":"pr","subcommand":"merge","args":{},"flags":[],"missing":["number","number"]}""", "wrong_missing", "twice")]
    [DataRow("prs by ann", "{" + List + ""","args":{"author":"anna"},"flags":[]}""", "invented", "'author' is 'anna', which neither the request nor what came before it says")]
    [DataRow("prs of the shallow kind", "{" + List + ""","args":{"author":"al"},"flags":[]}""", "invented", "'author' is 'al'")]
    [DataRow("prs of pal", "{" + List + ""","args":{"author":"al"},"flags":[]}""", "invented", "'author' is 'al'")]
    [DataRow("some prs", "{" + List + ""","args":{"limit":5},"flags":[]}""", "invented", "'limit' is 5, which neither the request nor what came before it says")]
    [DataRow("merge 123", """{"command":"pr","subcommand":"merge","args":{"number":12},"flags":[]}""", "invented", "'number' is 12")]
    [DataRow("", "7", "not_object", "the answer is '7'")]
    public void A_faulty_example_has_a_reason_and_a_detail(string input, string output, string reason, string detail)
    {
        var verdict = _rules.Check(input, Element(output));

        Assert.AreEqual(reason, verdict.Reason, verdict.Detail);
        StringAssert.Contains(verdict.Detail, detail);
        Assert.IsNull(verdict.Output);
    }

    [TestMethod]
    [DataRow("""[{"input":"issues of Bob","output":{}}]""", true)]
    [DataRow("""[{"input":"my issues","output":{"command":"issue","subcommand":"list","args":{"assignee":"bob"},"flags":[]}}]""", true)]
    [DataRow("""[{"input":"issues of Ann","output":null},3]""", false)]
    [DataRow("""{"input":"bob"}""", false)]
    public void What_was_said_before_is_no_invention(string context, bool isGood)
    {
        var verdict = _rules.Check("and his prs", Element("{" + List + ""","args":{"author":"bob"},"flags":[]}"""), Element(context));

        Assert.AreEqual(isGood ? null : "invented", verdict.Reason);
    }

    [TestMethod]
    [DataRow("""[{"input":"show pr 7","output":{}}]""", true)]
    [DataRow("""[{"input":"that pr","output":{"args":{"number":7.0}}}]""", true)]
    [DataRow("""[{"input":"show pr 77","output":{"args":{"number":-9223372036854775808}}}]""", false)]
    public void A_number_said_before_is_no_invention(string context, bool isGood) =>
        Assert.AreEqual(isGood ? null : "invented", _rules.Check("merge it", Element("""{"command":"pr","subcommand":"merge","args":{"number":7},"flags":[]}"""), Element(context)).Reason);

    private static JsonElement Element(string json) => JsonDocument.Parse(json).RootElement.Clone();
}
